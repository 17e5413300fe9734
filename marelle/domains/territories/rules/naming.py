"""Names of sites: whether two may be one, an identifier for a new one, which of its communes is the main one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from marelle.kernel.sheets.flat import fold

LONGEST_SLUG = 80


def words(text: str) -> tuple[str, ...]:
    """The words of a name, without accents, capitals nor signs: « Mons-en-Barœul » is mons, en, baroeul."""
    plain = text.replace("œ", "oe").replace("Œ", "OE").replace("’", " ").replace("'", " ")
    return tuple(word for word in fold(plain).split("_") if word)


def near(one: str, two: str, places: Iterable[str]) -> bool:
    """True when two names of sites over the same communes may be one: what they add to the communes' names agrees.

    « Reims » and « Reims Croix-Rouge » may be one; « Lille Sud » and « Lille Nord Est » are not.
    """
    common = {word for place in places for word in words(place)}
    left, right = set(words(one)) - common, set(words(two)) - common
    return not left or not right or bool(left & right)


def slug_of(name: str, taken: Collection[str]) -> str:
    """An identifier that nobody has, made of the words of the name: « douai-waziers », then « douai-waziers-2 »."""
    base = "-".join(words(name))[: LONGEST_SLUG - 4].rstrip("-") or "cite"
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)


def main_first(name: str, communes: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of communes, that which the name says first before the others, which stay in order of code.

    « Dunkerque / Grande-Synthe » puts Dunkerque first; where the name says none, the order given is kept.
    """
    said = "-".join(words(name))
    places = {code: said.find("-".join(words(place))) for code, place in communes.items()}
    first = min(communes, key=lambda code: places[code] if places[code] >= 0 else len(said))
    return (first, *sorted(set(communes) - {first}))
