"""One decision as it was recorded, and what it opened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import names_of
from marelle.domains.calls.access import visible_decisions
from marelle.domains.calls.queries.letters import letter_of
from marelle.domains.calls.states.calls import LABELLED
from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries import project_of_label
from marelle.kernel.access import load
from marelle.web.ui.tables import Table

from .columns import YEAR_COLUMNS
from .decide import RECORD
from .showing import moment


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: five queries, whatever the number of years."""
    viewer = request.viewer  # type: ignore[attr-defined]
    decision = load(viewer, RECORD, visible_decisions(viewer), pk=pk)
    names = names_of([decision.person_id]) if decision.person_id else {}
    project = project_of_label(decision)
    content = {
        "decision": decision,
        "who": names.get(decision.person_id or 0) or _("le programme « {name} »").format(name=decision.program),
        "recorded": moment(decision.recorded_at),
        "published": decision.outcome == LABELLED and not hasattr(decision, "superseded_by"),
        "replaced_by": getattr(decision, "superseded_by", None),
        "project": project,
        "letter": letter_of(decision) is not None,
        "facts": _facts(project) if project else None,
        "years": _years(project) if project else None,
    }
    return render(request, "calls/decision.html", content)


def _facts(project: Project) -> list[tuple[str, object]]:
    """What is known of the project; a last day that the call does not give yet is unknown."""
    last = date_format(project.finalise_by, "j F Y") if project.finalise_by else None
    return [
        (_("Années"), project.period.label),
        (_("État"), project.stage.label),
        (_("À finaliser au plus tard le"), last),
    ]


def _years(project: Project) -> Table:
    known = amounts_by_year([project]).get(project.pk, {})
    rows = [(year, known.get(year)) for year in project.years]
    return Table(YEAR_COLUMNS, rows, _("Montants affectés au budget"), caption_hidden=True)
