"""A change of sites is decided for a day to come: tried, kept with all its choices, told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marelle.domains.funding.queries import to_share
from marelle.domains.projects import services as projects
from marelle.domains.projects.queries import running_project
from marelle.domains.projects.rules.carrying_on import StagesDiffer, VoicesUnderWay
from marelle.domains.territories.queries import ground_on
from marelle.domains.territories.services import TooEarly
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.rehearsal import rehearse

from .give_change import give_change

if TYPE_CHECKING:
    from marelle.domains.projects.models import ChangeToCome
    from marelle.domains.territories.models import Site

# What refuses it today and may be otherwise on its day.
PASSING = (VoicesUnderWay, StagesDiffer, TooEarly)


@transaction.atomic
def plan_change(
    *,
    by: Viewer,
    at: datetime,
    kind: str,
    sites: Sequence[Site],
    told: Mapping[str, Any],
    on: date,
    why: str,
    replaces: ChangeToCome | None = None,
) -> ChangeToCome:
    """A split, a merger, another name or another ground, for a day to come.

    1. It is rehearsed as if that day were today: what refuses it then refuses it now, but for what time alone may
       settle, which is kept beside it and said.
    2. It is kept with all its choices and with what stood when they were made (amounts, ground), in the name of whoever
       decides; one that it replaces ends.
    3. Those around the sites are told. The worker carries it out on its day: `carry_out_change`.
    """
    today = at.astimezone(PARIS).date()
    kept, refusal = _with_what_stands(kind, sites, told, today), ""
    try:
        rehearse(lambda: give_change(by=by, at=at, kind=kind, sites=sites, told=kept, on=min(on, today), why=why))
    except PASSING as passing:
        refusal = str(passing)
    order: dict[str, Any] = {"kind": kind, "sites": sites, "told": kept, "on": on, "why": why}
    return projects.keep_change(by=by, at=at, **order, refusal=refusal, replaces=replaces)


def _with_what_stands(kind: str, sites: Sequence[Site], told: Mapping[str, Any], today: date) -> dict[str, Any]:
    if kind == "ground":
        stands = ground_on(sites[0], today)
        kinds = ("communes", "quarters", "schools")
        return {**told, "before": {**{one: list(getattr(stands, one)) for one in kinds}, "lead": stands.lead}}
    project = running_project(sites[0]) if kind == "split" else None
    amounts = to_share(project) if project else {}
    return {**told, "amounts": {str(year): int(cents) for year, cents in amounts.items()}} if amounts else dict(told)
