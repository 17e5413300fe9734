"""Grants: what was voted, notified and paid to actions, and for how long they have been waiting for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Max, OuterRef, Q, QuerySet, Subquery, Sum, TextField

from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import row_labels
from marelle.kernel.money import Cents

from ..models import Grant, GrantNotice, Leg, Movement, Payment
from ..rules import days_waited
from ..states import GRANT, GRANTED, LABEL, LABEL_NAME, PAID
from .ledger import amounts_by_year

# The key of a movement that tells a grant anew.
CORRECTED = r"^grant:[0-9]+:[0-9]+$"
# Rows of the action sheet that bring money without ever voting a grant.
_GIVE_NO_GRANT = ("families", "own", "volunteering")


@dataclass(frozen=True, slots=True)
class GrantTold:
    """One grant as the ledger has it: cents voted and paid, since when it waits, when it was settled."""

    grant: Grant
    voted: Cents
    paid: Cents
    notified_on: date | None
    last_paid_on: date | None
    why: str = ""  # why its amount was corrected, the last time; empty: it never was

    @property
    def owed(self) -> Cents:
        return Cents(self.voted - self.paid)

    @property
    def since(self) -> date | None:
        return self.notified_on or self.grant.voted_on

    def waited(self, today: date) -> int | None:
        """Days, until it was settled or until today."""
        return days_waited(self.since, self.last_paid_on if not self.owed else None, today)


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of the amount of a grant: what it was, what it became, when, why."""

    before: Cents
    after: Cents
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class MoneyOfAction:
    """All the grants of one action together. `waiting`: of those still owed the longest, else the longest of all."""

    voted: Cents
    voted_label: Cents
    paid: Cents
    notified: bool
    waiting: int | None

    @property
    def voted_others(self) -> Cents:
        return Cents(self.voted - self.voted_label)


def financers() -> dict[str, str]:
    """Who may give a grant, by code: the credits of the cité, then the rows of the action sheet. Price: none."""
    rows = {code: label for code, label in row_labels("funding").items() if code not in _GIVE_NO_GRANT}
    return {LABEL: str(LABEL_NAME), **rows}


def grants_of(actions: Iterable[Action | int]) -> dict[int, list[GrantTold]]:
    """The grants of some actions that still stand, by the action's number, oldest first. An action that passed from
    cité to cité has those of its whole line: they stay in the ledger where they were voted. Price: one query, one more
    where some action passed so and is told by its number alone."""
    asked = list(actions)
    numbers = [one if isinstance(one, int) else one.pk for one in asked]
    carried = Action.objects.filter(pk__in=numbers, carries__isnull=False).values("carries")
    here = Q(action__in=numbers) | Q(action__carries__in=numbers)
    every = told_where(here | Q(action__in=carried) | Q(action__carries__in=carried))
    lines: dict[int, list[int]] = {}
    for number, first in _lines(asked, every):
        lines.setdefault(first, []).append(number)
    found: dict[int, list[GrantTold]] = {}
    for told in every:
        for number in lines[told.grant.action.carries_id or told.grant.action_id]:
            found.setdefault(number, []).append(told)
    return found


def _lines(asked: Sequence[Action | int], found: Iterable[GrantTold]) -> Iterable[tuple[int, int]]:
    """Each action, with the first of its line: itself, where none passed from cité to cité."""
    known = {one.pk: one.carries_id or one.pk for one in asked if isinstance(one, Action)}
    numbers = {one if isinstance(one, int) else one.pk for one in asked}
    left = numbers - set(known)
    passed = any(one.grant.action.carries_id or one.grant.action_id not in numbers for one in found)
    rows = Action.objects.filter(pk__in=left).values_list("pk", "carries") if left and passed else ()
    return {**{number: number for number in left}, **known, **{pk: first or pk for pk, first in rows}}.items()


def grant_told(grant: Grant | int) -> GrantTold | None:
    """One grant as the ledger has it; None once it was taken back. Price: one query."""
    return next(iter(told_where(Q(pk=grant if isinstance(grant, int) else grant.pk))), None)


def grants_of_project(project: Project | int, year: int | None = None) -> list[GrantTold]:
    """Every grant of the actions of a project that still stands, oldest first. Price: one query."""
    years = Q() if year is None else Q(year=year)
    return told_where(years & Q(budget__project=project if isinstance(project, int) else project.pk))


def told_where(which: Q) -> list[GrantTold]:
    """The grants that still stand among some, oldest first. Price: one query."""
    notices = GrantNotice.objects.filter(grant=OuterRef("pk")).order_by("-pk")
    standing = Payment.objects.filter(grant=OuterRef("pk"), movement__reverted_by=None)
    again = Movement.objects.filter(kind=GRANT, reverted_by=None, legs__account__grant=OuterRef("pk"))
    corrected = again.filter(key__regex=CORRECTED)
    last = standing.order_by().values("grant").annotate(day=Max("paid_on"))
    rows: QuerySet[Any] = Grant.objects.filter(which).select_related("action__operator", "budget__project__site")
    rows = rows.annotate(
        owed=Sum("accounts__legs__cents", filter=Q(accounts__kind=GRANTED)),
        given=Sum("accounts__legs__cents", filter=Q(accounts__kind=PAID)),
        told_on=Subquery(notices.values("notified_on")[:1], output_field=DateField()),
        settled_on=Subquery(last.values("day")[:1], output_field=DateField()),
        why=Subquery(corrected.values("reason")[:1], output_field=TextField()),
    )
    told = []
    for row in rows.order_by("pk"):
        owed, given = int(row.owed or 0), int(row.given or 0)
        if owed + given:
            told.append(GrantTold(row, Cents(owed + given), Cents(given), row.told_on, row.settled_on, row.why or ""))
    return told


def payments_of(grants: Iterable[GrantTold | Grant]) -> dict[int, list[tuple[Payment, Cents]]]:
    """The payments of some grants that still stand, with their cents, by the grant's number. Price: one query."""
    numbers = [one.grant.pk if isinstance(one, GrantTold) else one.pk for one in grants]
    rows: QuerySet[Any] = Payment.objects.filter(grant__in=numbers, movement__reverted_by=None)
    rows = rows.annotate(cents=Sum("movement__legs__cents", filter=Q(movement__legs__account__kind=PAID)))
    found: dict[int, list[tuple[Payment, Cents]]] = {}
    for row in rows.order_by("paid_on", "pk"):
        found.setdefault(row.grant_id, []).append((row, Cents(int(row.cents or 0))))
    return found


def corrections_of(grants: Iterable[GrantTold]) -> dict[int, list[Correction]]:
    """How the amounts of some grants were corrected, oldest first, by the grant's number. Price: one query; none where
    nothing was corrected."""
    asked = [one.grant.pk for one in grants if one.why]
    told = Leg.objects.filter(movement__kind=GRANT, account__kind=GRANTED, account__grant__in=asked).order_by("pk")
    found: dict[int, list[Correction]] = {}
    before: dict[int, Cents] = {}
    names = ("account__grant", "cents", "movement__at", "movement__reason")
    for number, cents, at, why in told.values_list(*names) if asked else ():
        if number in before:
            found.setdefault(number, []).append(Correction(before[number], Cents(int(cents)), at, why))
        before[number] = Cents(int(cents))
    return found


def voted_paid(actions: Iterable[Action | int], today: date) -> dict[int, MoneyOfAction]:
    """What was voted and paid to each action, and its days of waiting; an absent action has no grant: unknown.

    `today`: the day in Paris. Price: that of `grants_of`, whatever the number of actions.
    """
    return {number: _together(told, today) for number, told in grants_of(actions).items()}


def _together(told: Sequence[GrantTold], today: date) -> MoneyOfAction:
    waited = [days for one in told if one.owed and (days := one.waited(today)) is not None]
    waited = waited or [days for one in told if (days := one.waited(today)) is not None]
    return MoneyOfAction(
        Cents(sum(one.voted for one in told)),
        Cents(sum(one.voted for one in told if one.grant.on_label)),
        Cents(sum(one.paid for one in told)),
        any(one.notified_on for one in told),
        max(waited, default=None),
    )


def voted_by_year(project: Project | int, today: date) -> dict[int, MoneyOfAction]:
    """The same for all the actions of a project together, by civil year. Price: one query."""
    by_year: dict[int, list[GrantTold]] = {}
    for told in grants_of_project(project):
        by_year.setdefault(told.grant.year, []).append(told)
    return {year: _together(told, today) for year, told in sorted(by_year.items())}


def review_money(project: Project | int, year: int, today: date) -> dict[str, int | None]:
    """What the ledger says of one project in one year, by code of figure of its yearly review: cents, and days.

    Price: two queries.
    """
    number = project if isinstance(project, int) else project.pk
    told = grants_of_project(number, year)
    money = _together(told, today) if told else None
    waited = [days for one in told if (days := one.waited(today)) is not None]
    return {
        "allocated": amounts_by_year([number]).get(number, {}).get(year),
        "voted": money.voted_label if money else None,
        "voted_others": money.voted_others if money else None,
        "paid": money.paid if money else None,
        "paid_wait": round(sum(waited) / len(waited)) if waited else None,
    }
