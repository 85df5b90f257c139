"""Forms: the files a film can be written as, one file each."""

from poisonkit.phantoms.forms.base import Form
from poisonkit.registry import Registry

FORMS = Registry(__name__, Form, "form of film")
