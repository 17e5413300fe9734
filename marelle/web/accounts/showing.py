"""Rights, places and entries as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marelle.domains.accounts.queries import Right, place_names
from marelle.kernel.access import Perimeter
from marelle.kernel.audit import Entry

from .forms import last_day
from .gestures import gestures


@dataclass(frozen=True, slots=True)
class ShownRight:
    """A right as a person reads it."""

    right: Right
    place: str
    elsewhere: bool  # held on another place than the organisation itself
    until: date
    begins: datetime | None  # only for a right that does not hold yet


def shown_rights(rights: Sequence[Right], at: datetime) -> list[ShownRight]:
    """Rights with the names of their places. Price: at most three queries, whatever their number."""
    names = place_names({right.perimeter for right in rights})
    return [
        ShownRight(
            right,
            names[right.perimeter],
            right.perimeter != Perimeter("organisation", str(right.organisation_id)),
            last_day(right.valid_to),
            right.valid_from if right.valid_from > at else None,
        )
        for right in rights
    ]


def place_choices(places: Iterable[Perimeter]) -> list[tuple[str, str]]:
    """Places as the choices of a list, the narrowest first."""
    order = ("organisation", "site", "commune", "departement", "academie", "region", "national")
    names = place_names(places)
    ranked = sorted(names, key=lambda place: (order.index(place.kind), names[place]))
    return [(f"{place.kind}:{place.code}", names[place]) for place in ranked]


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the audit log in words."""

    at: datetime
    gesture: str
    code: str
    why: str
    is_read: bool


def described_entries(entries: Iterable[Entry]) -> list[ShownEntry]:
    words = gestures()
    return [
        ShownEntry(entry.at, words.get(entry.action, entry.action), entry.action, entry.why, entry.is_read)
        for entry in entries
    ]
