"""Named questions about money."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from .models import Account, Envelope, Leg, StatedAmount


@dataclass(frozen=True, slots=True)
class EnvelopeState:
    """One year of a call: what may be allocated, what is, what is left. In cents."""

    year: int
    authorised: int
    allocated: int

    @property
    def remaining(self) -> int:
        return self.authorised - self.allocated


@dataclass(frozen=True, slots=True)
class EnvelopeCheck:
    """A call against its envelope: its years, and the amounts that sources state without a year."""

    years: tuple[EnvelopeState, ...]
    stated_totals: int

    @property
    def holds(self) -> bool:
        """Every year holds, and so do the years together once totals are counted."""
        left = sum(year.remaining for year in self.years)
        return all(year.remaining >= 0 for year in self.years) and self.stated_totals <= left


def envelope_state(call_id: int) -> list[EnvelopeState]:
    """The years of a call's envelope. Price: two queries."""
    allocated = dict(
        Leg.objects.filter(account__kind="allocated", account__envelope__call=call_id)
        .values_list("account__year")
        .annotate(total=Sum("cents"))
    )
    envelopes = Envelope.objects.filter(call=call_id).order_by("year")
    return [EnvelopeState(one.year, one.cents, int(allocated.get(one.year) or 0)) for one in envelopes]


def check_against_envelope(call_id: int) -> EnvelopeCheck:
    """The sum of what is allocated and stated, against the envelope. Price: three queries."""
    totals = StatedAmount.objects.filter(kind="total", budget__project__decision__call=call_id)
    stated = totals.aggregate(total=Sum("cents"))["total"]
    return EnvelopeCheck(tuple(envelope_state(call_id)), int(stated or 0))


def amounts_by_year(project_ids: Iterable[int]) -> dict[int, dict[int, int]]:
    """Cents by project and year; an absent year is unknown. Price: one query."""
    rows = (
        Leg.objects.filter(account__kind="allocated", account__budget__project__in=list(project_ids))
        .values_list("account__budget__project", "account__year")
        .annotate(total=Sum("cents"))
    )
    found: dict[int, dict[int, int]] = {}
    for project, year, total in rows:
        found.setdefault(project, {})[year] = int(total)
    return found


def stated_amounts(project_ids: Iterable[int]) -> dict[int, list[StatedAmount]]:
    """What sources state, by project, with the sources. Price: one query."""
    rows = StatedAmount.objects.filter(budget__project__in=list(project_ids)).select_related("source", "budget")
    found: dict[int, list[StatedAmount]] = {}
    for row in rows.order_by("id"):
        found.setdefault(row.budget.project_id, []).append(row)
    return found


def left_in(envelope: Envelope) -> int:
    """Cents left in the envelope of a year. Price: one query; take the lock first if a decision rests on it."""
    account = Account.objects.filter(envelope=envelope, kind="authorised")
    return int(Leg.objects.filter(account__in=account).aggregate(total=Sum("cents"))["total"] or 0)
