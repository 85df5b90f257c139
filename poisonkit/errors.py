"""Everything poisonkit refuses to do.

* PoisonkitError
  * UnknownNameError       no trigger, label, detector ... of that name
  * BadParameterError      a parameter does not exist or is out of range
  * BadInputError          a file or a table cannot be used as it is
    * UnreadableFileError  one file among many, which goes to quarantine
  * OutputError            a result cannot be written where it was asked for
    * LockedError          another process holds the file; later it can be written
  * WorkersLostError       a cluster went away; what was done is kept
  * DivergedError          a training ran off into what is no number
  * MissingEvidenceError   a detector asked for something it was not given
  * NothingToAuditError    there is nothing an audit could look at
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class PoisonkitError(Exception):
    """Base of all errors that are the user's to fix; the text is for a human."""


class UnknownNameError(PoisonkitError):
    """Nothing goes by that name."""


class BadParameterError(PoisonkitError):
    """A parameter does not exist, has the wrong type, or is out of range."""


class BadInputError(PoisonkitError):
    """A file, a folder or a table cannot be used as it is."""


class UnreadableFileError(BadInputError):
    """One file cannot be read; its *code* and text become a row of the quarantine."""

    def __init__(self, code: str, detail: str) -> None:
        """Take a short permanent *code* and a *detail* free of patient data."""
        super().__init__(detail)
        self.code = code


class OutputError(PoisonkitError):
    """A result cannot be written: it exists already, or the disk refuses."""


class LockedError(OutputError):
    """Another process holds the file for now; trying again will help."""


class WorkersLostError(PoisonkitError):
    """The machines that did the work are gone; it can be taken up again."""


class DivergedError(PoisonkitError):
    """A loss is not a number: the training went too fast, or its data are broken."""


class MissingEvidenceError(PoisonkitError):
    """A detector reads evidence it did not declare or was not given."""


class NothingToAuditError(PoisonkitError):
    """Not one group of samples can be looked at; an audit would say nothing."""


def unknown(kind: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """Return the error for a *name* that is not *known*, with the nearest guess."""
    choices = sorted(known)
    listed = ", ".join(choices) or "none"
    return UnknownNameError(
        f"no {kind} is called {name!r}; {nearest(name, choices)}there are: {listed}"
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a question for the one of *known* that may be meant, or nothing."""
    lower = {word.lower(): word for word in sorted(known, reverse=True)}
    near = get_close_matches(name.lower(), lower, n=1)
    return f"did you mean {lower[near[0]]!r}? " if near else ""
