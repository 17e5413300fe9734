"""How words are compared when the public searches. Pure."""

from collections.abc import Iterable

from marelle.kernel.words import plain


def says(wanted: str, texts: Iterable[str]) -> bool:
    """True when each word wanted begins a word of the texts; nothing wanted is always said, signs alone never are."""
    starts = plain(wanted).split()
    words = [word for text in texts for word in plain(text).split()]
    return all(any(word.startswith(start) for word in words) for start in starts) if starts else not wanted.strip()
