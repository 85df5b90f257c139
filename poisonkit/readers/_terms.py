"""The words that a fact of a header may be: in free text there may stand a name."""

from __future__ import annotations

import re

_VIEWS = (
    "AP PA LL RL RLD LLD RLO LLO LAT LATERAL OBLIQUE OBL LAO RAO LPO RPO AXIAL"
    " TANGENTIAL DECUB DECUBITUS LORDOTIC SUPINE ERECT PORTABLE FRONTAL"
    " AP_SUPINE AP_ERECT AP_PORTABLE PA_ERECT PA_LAT AP_LAT LLAT RLAT"
    " CC ML MLO LM LMO FB SIO XCC XCCL XCCM ISO SUPEROINFERIOR"
)
"""What machines write into ViewPosition, blanks as underscores."""

_BODY_PARTS = (
    "CHEST THORAX LUNG LUNGS RIB RIBS CHESTWALL CHESTABDOMEN CHESTABDPELVIS STERNUM"
    " CLAVICLE SCAPULA SCJOINT ACJOINT MEDIASTINUM HEART TRACHEA BRONCHUS DIAPHRAGM"
    " ABDOMEN ABDOMENPELVIS ABDPELVIS KUB PELVIS STOMACH COLON ESOPHAGUS LIVER KIDNEY"
    " BLADDER SPINE CSPINE TSPINE LSPINE SSPINE CTSPINE TLSPINE LSSPINE SACRUM COCCYX"
    " WHOLESPINE SIJOINT HEAD SKULL BRAIN FACE NECK JAW JAW_REGION MANDIBLE MAXILLA"
    " NOSE ORBIT SINUS TMJ ZYGOMA TEETH BREAST AXILLA EXTREMITY ARM UPPER_ARM HUMERUS"
    " SHOULDER ELBOW FOREARM RADIUS ULNA RADIUSULNA WRIST HAND FINGER THUMB"
    " LOWER_EXTREMITY UPPER_EXTREMITY LEG LOWER_LEG HIP THIGH FEMUR KNEE PATELLA TIBIA"
    " FIBULA TIBIAFIBULA ANKLE CALCANEUS FOOT TOE WHOLEBODY WHOLE_BODY BODY TRUNK"
    " PORT_CHEST"
)
"""Terms of the standard's annex L and what is usual besides, blanks as underscores."""

_MAKERS = {
    "Siemens": "SIEMENS|ACUSON",
    "Philips": "PHILIPS",
    "GE": "GE|GEMS|GENERAL ELECTRIC",
    "Agfa": "AGFA",
    "Fujifilm": "FUJI|FUJIFILM",
    "Carestream": "CARESTREAM",
    "Kodak": "KODAK",
    "Canon": "CANON",
    "Konica Minolta": "KONICA|KONICAMINOLTA|MINOLTA",
    "Hologic": "HOLOGIC|LORAD",
    "Toshiba": "TOSHIBA",
    "Samsung": "SAMSUNG",
    "Shimadzu": "SHIMADZU",
    "Hitachi": "HITACHI",
    "Varian": "VARIAN",
    "Varex": "VAREX",
    "Swissray": "SWISSRAY",
    "Oldelft": "OLDELFT",
    "Picker": "PICKER",
    "Lumisys": "LUMISYS",
    "Vidar": "VIDAR",
    "iCRco": "ICRCO",
    "Imaging Dynamics": "IMAGING DYNAMICS",
    "Sedecal": "SEDECAL",
    "DRTECH": "DRTECH",
    "Rayence": "RAYENCE",
    "Vieworks": "VIEWORKS",
    "Mindray": "MINDRAY",
    "United Imaging": "UNITED IMAGING|UIH",
    "Delft Imaging": "DELFT",
    "Nowhere Imaging": "NOWHERE IMAGING",  # the makers of phantoms
    "Example Rays": "EXAMPLE RAYS",
    "Invented Medical": "INVENTED MEDICAL",
}
_KNOWN_VIEWS = frozenset(_VIEWS.split())
_KNOWN_PARTS = frozenset(_BODY_PARTS.split())
_KNOWN_MAKERS = {
    maker: re.compile(f"(?<![A-Z])(?:{words})(?![A-Z])")
    for maker, words in _MAKERS.items()
}


def view(text: str) -> str:
    """Return the view that *text* is, or nothing."""
    return _listed(text, _KNOWN_VIEWS)


def body_part(text: str) -> str:
    """Return the part of the body that *text* is, or nothing."""
    return _listed(text, _KNOWN_PARTS)


def maker(text: str) -> str:
    """Return the known maker of machines that *text* names, or nothing."""
    plain = text.upper().replace(".", "")
    found = (name for name, words in _KNOWN_MAKERS.items() if words.search(plain))
    return next(found, "")


def _listed(text: str, terms: frozenset[str]) -> str:
    word = "_".join(text.upper().replace("_", " ").split())
    return word.replace("_", " ") if word in terms else ""
