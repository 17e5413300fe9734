"""The questions asked about money. An absent year is unknown: it is never answered by zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from marelle.domains.calls.models import Call
from marelle.domains.projects.models import Project
from marelle.domains.territories.models import Site
from marelle.kernel.money import Cents

from ..models import Budget, Envelope, Leg, Movement, StatedAmount
from ..rules import beyond_years, unknown_years
from ..states import ALLOCATED, AUTHORISED, HELD, TOTAL, UNDATED


@dataclass(frozen=True, slots=True)
class EnvelopeYear:
    """One year of a call, in cents: what may be allocated, what is."""

    year: int
    authorised: Cents
    allocated: Cents

    @property
    def remaining(self) -> Cents:
        return Cents(self.authorised - self.allocated)


@dataclass(frozen=True, slots=True)
class EnvelopeCheck:
    """A call held against its envelope: each year, then the years together with the totals that no year carries."""

    years: tuple[EnvelopeYear, ...]
    unknown: Mapping[int, int]  # by year, the projects of which no source states the amount
    projects: int
    beyond_years: Cents  # what sources state as totals, beyond what is posted for the same years
    undated: int  # amounts that no source places in any year: outside the check

    @property
    def remaining(self) -> Cents:
        return Cents(sum(year.remaining for year in self.years))

    @property
    def holds(self) -> bool:
        """No year is overdrawn, and the totals still fit in what is left of the years together."""
        return all(year.remaining >= 0 for year in self.years) and self.beyond_years <= self.remaining


def envelope_states(calls: Iterable[Call | int]) -> dict[int, tuple[EnvelopeYear, ...]]:
    """The years of the envelopes of some calls, by the call's number. Price: two queries."""
    envelopes = list(Envelope.objects.filter(call__in=list(calls)).order_by("call", "year"))
    moved = Leg.objects.filter(account__envelope__in=envelopes).values_list("account__envelope", "account__kind")
    sums: dict[tuple[int, bool], int] = {}
    for envelope, kind, total in moved.annotate(total=Sum("cents")):
        place = envelope, kind in HELD
        sums[place] = sums.get(place, 0) + int(total)
    found: dict[int, tuple[EnvelopeYear, ...]] = {}
    for one in envelopes:
        left, allocated = (sums.get((one.pk, given), 0) for given in (False, True))
        year = EnvelopeYear(one.year, Cents(left + allocated), Cents(allocated))
        found[one.call_id] = (*found.get(one.call_id, ()), year)
    return found


def envelope_state(call: Call | int) -> tuple[EnvelopeYear, ...]:
    """The years of a call's envelope. Price: two queries."""
    return next(iter(envelope_states([call]).values()), ())


def left_by_year(call: Call) -> dict[int, Cents]:
    """What may still be allocated in a call, by year; nothing for a trial, which has no money. Price: two queries."""
    return {} if call.is_trial else {year.year: year.remaining for year in envelope_state(call)}


def check_against_envelope(call: Call) -> EnvelopeCheck:
    """Everything known of the amounts of a call, held against its envelope. Price: five queries."""
    years = envelope_state(call)
    numbers = list(Budget.objects.filter(project__decision__call=call).values_list("project", flat=True))
    posted = amounts_by_year(numbers)
    stated = list(StatedAmount.objects.filter(budget__project__in=numbers).select_related("budget"))
    beyond = sum(
        beyond_years(one.cents, one.first_year or 0, one.last_year or 0, posted.get(one.budget.project_id, {}))
        for one in stated
        if one.kind == TOTAL
    )
    missing = [unknown_years([y.year for y in years], list(posted.get(number, {}))) for number in numbers]
    unknown = {y.year: sum(y.year in gone for gone in missing) for y in years}
    undated = sum(one.kind == UNDATED for one in stated)
    return EnvelopeCheck(years, unknown, len(numbers), Cents(beyond), undated)


def amounts_by_year(projects: Iterable[Project | int]) -> dict[int, dict[int, Cents]]:
    """What is allocated, by the project's number then by year; an absent year is unknown. Price: one query.

    What was granted to actions since, and paid, is still of it; what other financers give never was.
    """
    held = Leg.objects.filter(account__kind__in=HELD, account__envelope__isnull=False)
    rows = (
        held.filter(account__budget__project__in=list(projects))
        .values_list("account__budget__project", "account__envelope__year")
        .annotate(total=Sum("cents"))
        .exclude(total=0)
        .order_by("account__envelope__year")
    )
    found: dict[int, dict[int, Cents]] = {}
    for project, year, total in rows:
        found.setdefault(project, {})[year] = Cents(int(total))
    return found


def stated_amounts(sites: Iterable[Site | int]) -> dict[int, list[StatedAmount]]:
    """What sources state, by the site's number, with the sources and the projects. Price: one query."""
    rows = StatedAmount.objects.filter(budget__project__site__in=list(sites))
    found: dict[int, list[StatedAmount]] = {}
    for row in rows.select_related("source", "budget__project").order_by("pk"):
        found.setdefault(row.budget.project.site_id, []).append(row)
    return found


def budget_of(project: Project) -> Budget | None:
    """The budget of a project, or None. Price: one query."""
    return Budget.objects.select_related("project__site", "project__decision__call").filter(project=project).first()


def movements_on(budget: Budget) -> QuerySet[Movement]:
    """The movements that touched a budget, oldest first, with sources and reversals. Price: one query when read."""
    moved = Movement.objects.filter(legs__account__budget=budget).distinct()
    return moved.select_related("source", "reverted_by").order_by("at", "key")


def left_in_budget(budget: Budget, year: int) -> Cents | None:
    """What a budget may still grant to actions of a year; None when nothing was ever allocated to it for that year.

    Price: one query. Lock the envelope first if a decision rests on the answer.
    """
    here = Leg.objects.filter(account__kind=ALLOCATED, account__budget=budget, account__envelope__year=year)
    total = here.aggregate(total=Sum("cents"))["total"]
    return None if total is None else Cents(int(total))


def left_in(envelope: Envelope) -> Cents:
    """What is left of an envelope. Price: one query. Lock it first if a decision rests on the answer."""
    return left_in_each([envelope])[envelope.pk]


def left_in_each(envelopes: Iterable[Envelope]) -> dict[int, Cents]:
    """What is left of some envelopes, by their numbers. Price: one query. Lock them first if a decision rests on it."""
    asked = [one.pk for one in envelopes]
    moved = Leg.objects.filter(account__envelope__in=asked, account__kind=AUTHORISED)
    sums = dict(moved.values_list("account__envelope").annotate(total=Sum("cents")))
    return {number: Cents(int(sums.get(number, 0))) for number in asked}


def to_share(project: Project | int) -> dict[int, Cents]:
    """What the budget of a project still holds, by year: what a split may share. What was granted to actions is not of
    it: it stays where it was voted. Price: one query."""
    number = project if isinstance(project, int) else project.pk
    here = Leg.objects.filter(account__kind=ALLOCATED, account__budget__project=number)
    rows = here.values_list("account__envelope__year").annotate(total=Sum("cents")).exclude(total=0)
    return {year: Cents(int(total)) for year, total in rows.order_by("account__envelope__year")}
