"""The lines of the list of candidatures: one shape of row for screen, files and interface.

What many lines share, the names of their départements, régions and académies, is asked for once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncDate

from marelle.domains.territories.queries import DepartementNames, departement_names
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.boards import steers
from ..models import Application, Assignment, Call, Reminder
from .listing import AGREED, OPEN, Asked, listed, review_of_each, with_opinions

AT_A_TIME = 4000  # rows that the database hands over together


class Listed(NamedTuple):
    """One candidature on one line. `readers` and `sent` are None for those who do not organise the review."""

    id: int
    call: str
    call_title: str
    opinions_by: date | None
    regional: bool
    site_slug: str
    site: str
    commune_code: str
    commune: str
    departement_code: str
    departement: str
    region_code: str
    region: str
    academie_code: str | None
    academie: str | None
    organisation: str
    siret: str
    state: str
    filed_on: date | None
    prefect: str | None
    rector: str | None
    region_said: str | None
    readers: int | None
    sent: int | None
    reminded_on: date | None

    @property
    def awaited(self) -> tuple[str, ...]:
        """The codes of the seats that have not spoken yet, while they may."""
        if self.state not in OPEN:
            return ()
        said = {"prefect": self.prefect, "rector": self.rector}
        if self.regional:
            said["region"] = self.region_said
        return tuple(seat for seat, opinion in said.items() if opinion is None)

    def days_late(self, today: date) -> int:
        """For how many days an opinion has been late; 0 when none is."""
        if self.opinions_by is None or not self.awaited:
            return 0
        return max(0, (today - self.opinions_by).days)


def lines(viewer: Viewer, ids: Iterable[int], places: Iterable[DepartementNames] | None = None) -> list[Listed]:
    """The lines of files that `listing` gave to this viewer, in the same order.

    Price: two queries, one where the `places` of the files are known.
    """
    ids = list(ids)
    rows = with_opinions(Application.objects.filter(pk__in=ids))
    reader, steering = _Reader(places), steers(viewer)
    if steering:
        rows = rows.annotate(**review_of_each())
    fields = (*_FIELDS, "shares", "marks_in", "reminded_on") if steering else _FIELDS
    found = {row[0]: row for row in _told(rows, fields)}
    return [reader.line(found[pk], found[pk][_PLACED:] or _NO_REVIEW) for pk in ids if pk in found]


def every_line(
    viewer: Viewer, asked: Asked, now: datetime, places: Iterable[DepartementNames] | None = None
) -> Iterator[Listed]:
    """All of `listing`, one after the other, never held together, in an open transaction.

    Price: two queries, one where the `places` of the list are known; for whoever organises the review, three more,
    which count for all files at once.
    """
    rows = _told(listed(viewer, asked, now, opinions=True), _FIELDS).iterator(AT_A_TIME)
    reader = _Reader(places)
    if not steers(viewer):
        return map(reader.line, rows)
    return _with_counts(reader, rows, asked.call)


_FIELDS = (
    *("pk", "call__slug", "call__title", "call__opinions_by", "call__regional_opinion"),
    *("site__slug", "site__name", "site__commune_main", "site__commune_main__name"),
    *("site__commune_main__departement", "organisation__name", "organisation__siret", "state", "filed_on"),
    *("prefect_said", "rector_said", "region_said"),
)
_PLACE, _PLACED = _FIELDS.index("site__commune_main__departement"), len(_FIELDS)
_NO_REVIEW = (None, None, None)


def _told(rows: QuerySet[Application], fields: tuple[str, ...]) -> QuerySet[Any, tuple[Any, ...]]:
    return rows.annotate(filed_on=TruncDate("filed_at", tzinfo=PARIS)).values_list(*fields)


class _Places(dict[str, tuple[Any, ...]]):
    """Départements by their codes; all of them once one is asked for that was not known, as a file just sent may be."""

    def __missing__(self, code: str) -> tuple[Any, ...]:
        self |= {place.departement: tuple(place) for place in departement_names().values()}
        return dict(self)[code]


class _Reader:
    """Makes lines of the tuples of `_FIELDS`, how the review goes behind them or not. Price: one query, or none."""

    def __init__(self, places: Iterable[DepartementNames] | None) -> None:
        self._places = _Places((place.departement, tuple(place)) for place in places or ())

    def line(self, row: tuple[Any, ...], review: tuple[Any, ...] = _NO_REVIEW) -> Listed:
        return Listed._make(row[:_PLACE] + self._places[row[_PLACE]] + row[_PLACE + 1 : _PLACED] + review)


def _with_counts(reader: _Reader, rows: Iterator[tuple[Any, ...]], call: Call | None) -> Iterator[Listed]:
    here: dict[str, Any] = {"application__call": call} if call else {}
    shares, sent = Assignment.objects.filter(ended_at=None, **here), AGREED.filter(**here)
    readers, marked = _by_file(shares, Count("pk")), _by_file(sent, Count("pk"))
    reminded = _by_file(Reminder.objects.filter(**here), Max("day"))
    for row in rows:
        file = row[0]
        yield reader.line(row, (readers.get(file, 0), marked.get(file, 0), reminded.get(file)))


def _by_file(rows: QuerySet[Any], what: Any) -> dict[int, Any]:
    return dict(rows.order_by().values("application").annotate(what=what).values_list("application", "what"))
