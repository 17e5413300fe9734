"""A label given before Marelle enters with the document that says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from marelle.domains.territories import services as register
from marelle.kernel.access import Viewer

from .award_label import award_label

if TYPE_CHECKING:
    from marelle.domains.calls.models import Call
    from marelle.domains.projects.models import Project
    from marelle.domains.territories.models import Site


@transaction.atomic
def record_past_label(
    *,
    by: Viewer,
    at: datetime,
    call: Call,
    site: Site,
    decided_on: date,
    source_name: str,
    source_url: str = "",
    published_on: date | None = None,
) -> Project:
    """Somebody has a document in hand that names a site among those labelled in a call of the past.

    1. The document is cited, as read today; without a name there is none, and the label is refused.
    2. The label is recorded from it, its project and its budget are opened, as `award_label` tells; nobody is told.

    If anything is refused, nothing happened: not even the document is kept.
    """
    by.must("calls.record_decision", site.perimeters())
    name = " ".join(source_name.split())
    source = (
        register.cite_source(name=name, url=source_url, published_on=published_on, retrieved_on=at.date())
        if name
        else None
    )
    return award_label(by=by, at=at, decided_on=decided_on, call=call, site=site, source=source)
