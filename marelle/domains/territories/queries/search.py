"""One box over every public place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from marelle.kernel.words import plain

from ..rules.softening import softened
from ..rules.words import spelled_out

KINDS = ("site", "commune", "epci", "quarter", "school")
# Common words (« école ») answer to tens of thousands of places: only the weightiest of them are ranked.
RANKED = 400
# Of two letters no index of letters helps: places are then read from the weightiest, where such words soon answer. Else
# « + 0 » hides from the planner an order in which it would read them all: it does not know that schools hold the words.
INDEXED = 3
SURE = 5  # letters from which a mistyped word still says what it is

_EXACT = """
WITH asked AS (SELECT marelle_plain(%(text)s) AS said)
SELECT * FROM (
  (SELECT e.* FROM territories_searchentry e, asked WHERE e.same = asked.said {where} ORDER BY weight DESC LIMIT 100)
  UNION
  (SELECT e.* FROM territories_searchentry e WHERE e.kind <> 'school' AND {has} {where}
    ORDER BY {weight} DESC LIMIT %(ranked)s)
  UNION
  (SELECT e.* FROM territories_searchentry e WHERE e.kind = 'school' AND {has} {where}
    ORDER BY weight DESC LIMIT %(ranked)s)
) e, asked
ORDER BY CASE WHEN lower(e.code) = asked.said OR e.same = asked.said THEN 0
              WHEN starts_with(e.same, asked.said) THEN 1
              WHEN position(' ' || asked.said IN ' ' || e.plain) > 0 THEN 2 ELSE 3 END,
         e.weight DESC, e.same, e.kind, e.code
LIMIT %(limit)s
"""
_ALIKE = """
WITH asked AS (SELECT marelle_plain(%(text)s) AS said)
SELECT e.* FROM territories_searchentry e, asked WHERE {alike} {where}
ORDER BY word_similarity(asked.said, e.plain) DESC, similarity(asked.said, e.same) DESC, e.weight DESC, e.kind, e.code
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One place that answers: its kind, its code in that kind, its name, and what tells homonyms apart."""

    kind: str
    code: str
    name: str
    detail: str
    invented: bool

    @property
    def shown_name(self) -> str:
        """The name as it is shown: lists write schools in capitals."""
        return softened(self.name) if self.kind == "school" else self.name


def search_places(text: str, *, limit: int = 20, kind: str = "", include_invented: bool = False) -> list[FoundPlace]:
    """Public places that answer to what somebody typed: each word is in the name, the commune, the département or the
    code; the very name first, then names that begin so, the largest first. When none does, those that look alike.

    Price: one query, two or three when nothing answers exactly. Under 50 ms with every school of France.
    """
    words = _words(text)
    if not words:
        return []
    where = ("" if include_invented else " AND NOT e.invented") + (" AND e.kind = %(kind)s" if kind else "")
    has = " AND ".join(f"e.plain LIKE %(word{number})s" for number in range(len(words)))
    values: dict[str, str | int] = {"text": spelled_out(text), "kind": kind, "limit": limit, "ranked": RANKED}
    values |= {f"word{number}": f"%{word}%" for number, word in enumerate(words)}
    weight = "weight + 0" if len(words[0]) >= INDEXED else "weight"
    return _ask(_EXACT.format(where=where, has=has, weight=weight), values) or _alike(words, where, values)


def _alike(words: list[str], where: str, values: dict[str, str | int]) -> list[FoundPlace]:
    """Places of which each of the longer words is near what was typed, or else the whole is."""
    whole = "asked.said <%% e.plain"
    long = [word for word in words if len(word) >= SURE]
    if len(words) == 1 or not long:
        return _ask(_ALIKE.format(where=where, alike=whole), values)
    close: dict[str, str | int] = {f"close{number}": word for number, word in enumerate(long)}
    each = " AND ".join(f"%({name})s <%% e.plain" for name in close)
    found = _ask(_ALIKE.format(where=where, alike=each), values | close)
    return found or _ask(_ALIKE.format(where=where, alike=whole), values)


def _words(text: str) -> list[str]:
    """The words as the database compares them, the longest first; no more than eight."""
    return sorted(set(plain(spelled_out(text)).split()), key=len, reverse=True)[:8]


def _ask(sql: str, values: dict[str, str | int]) -> list[FoundPlace]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [FoundPlace(row["kind"], row["code"], row["name"], row["detail"], row["invented"]) for row in rows]
