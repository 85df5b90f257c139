"""What a look at the machine found, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poisonkit.checkup import Checkup
    from poisonkit.codecs import Codec


def checkup_table(found: Checkup) -> str:
    """Return versions, devices, decoders, and what could be added."""
    versions = (f"{k} {v or 'MISSING'}" for k, v in found.libraries.items())
    system = f"{found.system}, {found.processors} processors"
    lines = [
        f"poisonkit {found.poisonkit}, Python {found.python}, {system}",
        f"libraries  {', '.join(versions)}",
        f"device     {'; also '.join(found.devices)}",
        "",
        "decoders, in the order in which they are asked:",
        *_codecs(found.codecs),
        "",
        "extras:",
    ]
    for extra in found.extras:
        here = extra.installed or f"not here: pip install 'poisonkit[{extra.name}]'"
        lines.append(f"  {extra.name:<12} {extra.does}; {here}")
    if found.lacking:
        lines += ["", f"CANNOT BE READ HERE: {'; '.join(found.lacking)}"]
    return "\n".join(lines)


def _codecs(codecs: tuple[Codec, ...]) -> list[str]:
    asked = [_asked(codec) for codec in codecs]
    width = max(map(len, asked))
    return [
        f"  {names:<{width}}  {codec.name}"
        for names, codec in zip(asked, codecs, strict=True)
    ]


def _asked(codec: Codec) -> str:
    names = [name for name in (codec.uses, *codec.fallbacks) if name]
    return " > ".join(names) or "NONE"
