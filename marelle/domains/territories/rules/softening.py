"""Names that lists write in capitals, as people write them. Pure; no accent is guessed in a proper name."""

from __future__ import annotations

import re

# Words of schools whose spelling is known, and small words.
WORDS = {
    "ECOLE": "École",
    "COLLEGE": "Collège",
    "LYCEE": "Lycée",
    "ELEMENTAIRE": "élémentaire",
    "GENERAL": "général",
    "MATERNELLE": "maternelle",
    "PRIMAIRE": "primaire",
    "PROFESSIONNEL": "professionnel",
    "PRIVE": "privé",
    "PRIVEE": "privée",
    "PUBLIQUE": "publique",
    "PUBLIC": "public",
    "TECHNOLOGIQUE": "technologique",
    "POLYVALENT": "polyvalent",
    "METIERS": "métiers",
    "AGRICOLE": "agricole",
    "GROUPE": "groupe",
    "SCOLAIRE": "scolaire",
    "APPLICATION": "application",
    "INTERCOMMUNALE": "intercommunale",
    "SECTION": "section",
    **{
        word: word.lower()
        for word in ("DE", "DU", "DES", "LA", "LE", "LES", "ET", "EN", "SUR", "AUX", "AU", "A", "D", "L")
    },
    "ENSEIGNEMENT": "enseignement",
}
KEPT = frozenset(
    {"REP", "EREA", "SEGPA", "ULIS", "RPI", "CES", "LP", "LPO", "LEGT", "II", "III", "IV", "VI", "XIII", "JF"}
)


def softened(name: str) -> str:
    """« COLLEGE JEAN MOULIN » → « Collège Jean Moulin »; a name that has small letters is left as it is."""
    if name != name.upper() or not re.search(r"[A-Z]{3}", name):
        return name
    soft = re.sub(r"[^\W\d_]+", lambda word: _soft(word.group()), name)
    return soft[:1].upper() + soft[1:]


def _soft(word: str) -> str:
    if word in KEPT or (len(word) == 1 and word not in WORDS):
        return word
    return WORDS.get(word, word.capitalize())
