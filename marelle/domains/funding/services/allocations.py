"""Movements from an envelope to budgets: one, or all those of a list, by the same checks and the same statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marelle.domains.projects.models import Project
from marelle.domains.territories.models import Source
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents, euros

from ..models import Budget, Envelope, Movement
from ..queries import left_in_each
from ..rules import (
    AmountNotPositive,
    BudgetStopped,
    EnvelopeExhausted,
    EnvelopeMissing,
    Order,
    OrderChanged,
    YearOutsideProject,
)
from ..states import ALLOCATE
from .envelopes import lock_envelopes
from .posting import allocated_code, already_posted_each, authorised_code, open_allocated, post_each


@dataclass(frozen=True, slots=True)
class Allotment:
    """One amount to move from the envelope of a year to a budget. `key` names the order; `source` or `reason` supports
    it."""

    budget: Budget
    year: int
    cents: Cents
    key: str
    source: Source | None = None
    reason: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """The envelope that it draws on: call and year."""
        return self.budget.project.decision.call_id, self.year


def allocate(
    *,
    by: Viewer,
    at: datetime,
    budget: Budget,
    year: int,
    cents: Cents,
    key: str,
    source: Source | None = None,
    reason: str = "",
) -> Movement:
    """Moves one amount from the envelope of a year to a budget. Refuses as `allocate_each`."""
    return allocate_each(by=by, at=at, allotments=[Allotment(budget, year, cents, key, source, reason)])[0]


@transaction.atomic
def allocate_each(*, by: Viewer, at: datetime, allotments: Sequence[Allotment]) -> list[Movement]:
    """Moves amounts from envelopes to budgets: all, or none. An order told again answers the same movement.

    A refusal about one says its site in its facts. Refuses without `funding.open_budget`, `AmountNotPositive`,
    `AmountUnsupported`, `YearOutsideProject`, `BudgetStopped`, `EnvelopeMissing`, `EnvelopeExhausted`, `OrderChanged`.
    Price: a dozen queries, whatever their number.
    """
    for one in allotments:
        _must_be_sensible(by, one)
    envelopes = _locked(allotments)
    orders = [_order(one, envelopes) for one in allotments]
    told = already_posted_each(orders)
    fresh = {order.key: one for order, one in zip(orders, allotments, strict=True) if order.key not in told}
    _must_receive(one.budget.project for one in fresh.values())
    _must_hold(fresh.values(), envelopes)
    open_allocated((envelopes[one.place], one.budget) for one in fresh.values())
    told |= post_each(by, at, _once([order for order in orders if order.key in fresh]))
    return [told[order.key] for order in orders]


def _must_be_sensible(by: Viewer, one: Allotment) -> None:
    project = one.budget.project
    by.must("funding.open_budget", one.budget.perimeters())
    if one.cents <= 0:
        raise AmountNotPositive(field="cents", year=one.year, site=project.site.name)
    if one.year not in project.years:
        years = {"first": project.years[0], "last": project.years[-1]}
        raise YearOutsideProject(field="year", year=one.year, site=project.site.name, **years)


def _locked(allotments: Sequence[Allotment]) -> dict[tuple[int, int], Envelope]:
    """The envelopes that are drawn on, taken call after call as everybody takes them."""
    places = {one.place for one in allotments}
    found: dict[tuple[int, int], Envelope] = {}
    for call in sorted({call for call, _year in places}):
        taken = lock_envelopes(call, [year for one, year in places if one == call])
        found |= {(call, year): envelope for year, envelope in taken.items()}
    for one in allotments:
        if one.place not in found:
            raise EnvelopeMissing(field="year", year=one.year)
    return found


def _order(one: Allotment, envelopes: dict[tuple[int, int], Envelope]) -> Order:
    envelope, cents = envelopes[one.place], int(one.cents)
    legs = ((authorised_code(envelope), -cents), (allocated_code(envelope, one.budget), cents))
    return Order(ALLOCATE, one.key, legs, source_id=one.source.pk if one.source else None, reason=one.reason)


def _once(orders: Iterable[Order]) -> list[Order]:
    """Each order once: the same key twice in one batch is the same order, or none at all."""
    kept: dict[str, Order] = {}
    for order in orders:
        if kept.setdefault(order.key, order) != order:
            raise OrderChanged
    return list(kept.values())


def _must_receive(projects: Iterable[Project]) -> None:
    # The state is read again: a project object may be older than the lock.
    asked = {project.pk: project for project in projects}
    for number, state in Project.objects.filter(pk__in=asked).values_list("pk", "state"):
        if state not in ("finalising", "finalised", "running"):
            project = asked[number]
            project.state = state
            raise BudgetStopped(state=project.stage.label, site=project.site.name)


def _must_hold(allotments: Iterable[Allotment], envelopes: dict[tuple[int, int], Envelope]) -> None:
    left = left_in_each(envelopes.values())
    for one in allotments:
        envelope = envelopes[one.place].pk
        if left[envelope] < one.cents:
            facts = {"left": euros(left[envelope]), "wanted": euros(one.cents), "site": one.budget.project.site.name}
            raise EnvelopeExhausted(field="cents", year=one.year, **facts)
        left[envelope] = Cents(left[envelope] - one.cents)
