"""Perimeters as the texts that the database stores and searches: `site:12`, `departement:80`, `national:`."""

from collections.abc import Iterable

from marelle.kernel.access import NATIONAL, Perimeter


def as_key(place: Perimeter) -> str:
    return f"{place.kind}:{place.code}"


def as_keys(places: Iterable[Perimeter]) -> list[str]:
    """The texts of these places and of the whole country, in a stable order."""
    return sorted({as_key(place) for place in places} | {as_key(NATIONAL)})


def as_perimeters(keys: Iterable[str]) -> frozenset[Perimeter]:
    return frozenset(Perimeter(*key.split(":", 1)) for key in keys) | {NATIONAL}
