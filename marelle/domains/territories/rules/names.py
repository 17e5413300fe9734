"""Names of places as files write them: several in one cell, and near misses between two lists. Pure."""

from __future__ import annotations

import re
import unicodedata

from .columns import words

# Words that many quarters share: alone, they do not tell one from another.
COMMON = frozenset(
    words(
        "ancien ancienne bas basse bourg centre cite coeur d de des du en est et grand grande gare haut haute l la le "
        "historique les nord nouveau nouvelle ouest petit petite plateau prioritaire quartier quartiers residence "
        "residences saint sainte sud vieille vieux ville zac zone zup"
    )
)
# Words that set apart two names which otherwise look alike: « Centre Est », « Centre Ouest ».
TELLING = frozenset(
    words("ancien ancienne bas basse est grand grande haut haute nord nouveau nouvelle ouest petit petite sud")
)
ALIKE = 0.6


def plain(text: str) -> str:
    """A name as it is compared: no accent, no capital, words joined by one space."""
    spelled = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", letters.lower()).strip()


def listed(cell: str) -> tuple[str, ...]:
    """The names of one cell: « Séméac, Tarbes », « Nice; La Trinité »."""
    parts = (re.sub(r"\s+", " ", part).strip() for part in re.split(r"[;,|/]", cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def may_be_same(one: str, two: str, similarity: float) -> bool:
    """Two plain names, not equal, that may name one quarter: near-equal, or one said within the other.

    Never where they differ by a word that tells quarters apart, such as a number or « nord » against « sud ».
    """
    mine, others = set(one.split()), set(two.split())
    if _telling(mine - others) and _telling(others - mine):
        return False
    distinct, distinct_others = mine - COMMON, others - COMMON
    within = bool(distinct and distinct_others) and (distinct <= others or distinct_others <= mine)
    return within or similarity >= ALIKE


def similarity(one: str, two: str) -> float:
    """How much two plain names look alike, 0 to 1, as PostgreSQL's pg_trgm counts: the share of their trigrams."""
    mine, others = _trigrams(one), _trigrams(two)
    return len(mine & others) / len(mine | others) if mine or others else 0.0


def _trigrams(name: str) -> set[str]:
    padded = [f"  {word} " for word in name.split()]
    return {word[start : start + 3] for word in padded for start in range(len(word) - 2)}


def _telling(found: set[str]) -> bool:
    return any(word in TELLING or any(sign.isdigit() for sign in word) for word in found)
