"""How words are compared when the public searches. Pure."""

import unicodedata
from collections.abc import Iterable

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " ", "-": " "})


def folded(text: str) -> str:
    """The text without capitals, accents, ligatures, hyphens or apostrophes: « Bœuf-Élan » is « boeuf elan »."""
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(mark))
    return " ".join(bare.translate(_LIGATURES).split())


def says(wanted: str, texts: Iterable[str]) -> bool:
    """True when each word wanted begins a word of the texts; nothing wanted is always said."""
    words = [word for text in texts for word in folded(text).split()]
    return all(any(word.startswith(start) for word in words) for start in folded(wanted).split())
