"""A budget that passes to the projects which carry on its own, when a site splits or merges."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from marelle.domains.projects.models import Project
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents, euros

from ..models import Budget, Leg, Movement
from ..rules import AmountNotPositive, EnvelopeMissing, Order, ShareTooLarge
from ..states import TRANSFER
from .envelopes import lock_envelopes
from .posting import allocated, already_posted, post


@transaction.atomic
def share_budget(
    *, by: Viewer, at: datetime, budget: Budget, shares: Mapping[int, Mapping[Project, Cents]], key: str, reason: str
) -> list[Movement]:
    """Moves amounts of some years from a budget to those of other projects of the same label: by year, then project.

    What no share takes stays where it is. One movement a year; told again with the same key, it answers the same ones.
    Refuses without `funding.open_budget`, `AmountNotPositive`, `EnvelopeMissing`, `ShareTooLarge`, `OrderChanged`.
    """
    by.must("funding.open_budget", budget.perimeters())
    envelopes = lock_envelopes(budget.project.decision.call_id, shares)
    moved = []
    for year, parts in sorted(shares.items()):
        if any(cents <= 0 for cents in parts.values()):
            raise AmountNotPositive(field="cents", year=year)
        if year not in envelopes:
            raise EnvelopeMissing(field="year", year=year)
        whole, source = sum(parts.values()), allocated(envelopes[year], budget)
        to = {allocated(envelopes[year], budget_for(project, at)).code: int(cents) for project, cents in parts.items()}
        order = Order(TRANSFER, f"{key}:{year}", ((source.code, -int(whole)), *to.items()), reason=reason)
        told = already_posted(order)
        if told is None:
            held = int(Leg.objects.filter(account=source).aggregate(total=Sum("cents"))["total"] or 0)
            if held < whole:
                raise ShareTooLarge(field="cents", year=year, wanted=euros(Cents(whole)), held=euros(Cents(held)))
            told = post(by, at, order)
        moved.append(told)
    return moved


def budget_for(project: Project, at: datetime) -> Budget:
    """The budget of a project, opened empty where it has none."""
    return Budget.objects.get_or_create(project=project, defaults={"opened_at": at})[0]
