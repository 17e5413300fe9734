"""A label opens a project and a budget, or nothing happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.funding import services as funding
from marelle.domains.projects import services as projects
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

if TYPE_CHECKING:
    from marelle.domains.calls.models import Application, Call, LabelDecision
    from marelle.domains.projects.models import Project
    from marelle.domains.territories.models import Site, Source


@transaction.atomic
def award_label(
    *,
    by: Viewer,
    at: datetime,
    decided_on: date,
    application: Application | None = None,
    call: Call | None = None,
    site: Site | None = None,
    source: Source | None = None,
    reason: str = "",
    stated: Sequence[funding.Stated] = (),
    tranches: Mapping[int, Cents] | None = None,
    letter: Mapping[str, Any] | None = None,
) -> Project:
    """A site receives its label: here on its `application`, or in the past in a `call`, as a `source` tells.

    1. The decision is recorded: on a candidature with its two keys favourable, or of the past, from its source.
    2. The project is opened for the years of the label, to be finalised by the day that the call says. On an
       `application`, its file too: what the filed pre-project answers is taken up, nothing is typed again.
    3. The budget is opened with what sources state; only the years stated one by one receive a tranche.
    4. The tranches that the State decides today are allocated.
    5. After the commit the applicant is told (the message waits in the outbox), with the `letter` that a list wrote for
       it; of the past, nobody is told.

    If the ledger refuses, nothing happened: no decision, no project, no budget, no message.
    """
    if application is not None:
        facts: dict[str, Any] = {"outcome": "labelled", "decided_on": decided_on, "reason": reason, "letter": letter}
        decision = calls.record_decision(by=by, at=at, application=application, **facts)
    else:
        decision = _of_the_past(by, at, call, site, source, decided_on)
    project = projects.open_from_label(by=by, at=at, decision=decision)
    if application is not None:
        projects.open_file(by=by, at=at, project=project)
    budget = funding.open_budget(by=by, at=at, project=project, stated=stated)
    for year, cents in (tranches or {}).items():
        key, why = f"label:{decision.pk}:{year}", reason or decision.call.title
        funding.allocate(by=by, at=at, budget=budget, year=year, cents=cents, key=key, reason=why)
    return project


def _of_the_past(
    by: Viewer, at: datetime, call: Call | None, site: Site | None, source: Source | None, decided_on: date
) -> LabelDecision:
    if call is None or site is None:
        raise TypeError("a label is awarded on an application, or on a site in a call of the past")
    return calls.record_past_decision(by=by, at=at, call=call, site=site, decided_on=decided_on, source=source)
