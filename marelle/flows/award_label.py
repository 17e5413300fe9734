"""A label opens a project and a budget, or nothing happens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.calls import services as calls
from marelle.domains.funding import services as funding
from marelle.domains.projects import services as projects
from marelle.kernel.access import Viewer

if TYPE_CHECKING:
    from marelle.domains.calls.models import Application, Call
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
    amounts: Iterable[tuple[str, int, int | None, int | None, str, Source]] = (),
    reason: str = "",
) -> Project:
    """A site receives its label.

    1. The decision is recorded: on a candidature with its two keys favourable, or of the past, from its source.
    2. The project is opened for the years of the label.
    3. The budget is opened; only the years that a source states one by one receive a tranche from the envelope.
    4. After the commit the applicant is told (the decision queued the message); nobody is told of the past.
    If any of them refuses, nothing happened.
    """
    if application is not None:
        decision = calls.record_decision(
            by=by, at=at, application=application, outcome="labelled", decided_on=decided_on, reason=reason
        )
    else:
        assert call is not None and site is not None
        decision = calls.record_past_decision(by=by, at=at, call=call, site=site, decided_on=decided_on, source=source)
    project = projects.open_from_label(by=by, at=at, decision=decision)
    stated = [
        (funding.Stated(kind, cents, first, last, note), read) for kind, cents, first, last, note, read in amounts
    ]
    funding.open_budget(by=by, project=project, stated=stated)
    return project
