"""The questions about what follows the decisions: who waits for a place, which appeals are open."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from marelle.domains.territories.queries import working_day_from
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..access.applications import RECORD
from ..models import Appeal, Call, LabelDecision, ListLine
from ..rules.notices import last_day_to_appeal
from ..states.calls import LABELLED, WAITING
from ..states.lists import UPHELD


def waiting_decisions(call: Call) -> list[LabelDecision]:
    """Those who wait for a place in a call, in the order in which they are called: list after list, then by place.

    Price: one query.
    """
    line = ListLine.objects.filter(application=OuterRef("application"), proposal__state="decided").order_by("-pk")
    rows = LabelDecision.objects.filter(call=call, outcome=WAITING, superseded_by=None)
    rows = rows.annotate(turn=Subquery(line.values("order")[:1]), list_number=Subquery(line.values("proposal")[:1]))
    rows = rows.select_related("site__commune_main__departement", "call", "application__organisation")
    return list(rows.order_by("list_number", "turn", "pk"))


def last_day(decision: LabelDecision) -> date:
    """The last day on which a decision may be appealed, a working one: its letter leaves when it is recorded.

    Price: none.
    """
    return working_day_from(last_day_to_appeal(decision.recorded_at.astimezone(PARIS).date()))


def appeals_of(viewer: Viewer, call: Call) -> QuerySet[Appeal]:
    """The appeals lodged in a call, unanswered first. Price: one query when read."""
    rows = Appeal.objects.filter(decision__call=call).select_related(
        "decision__site", "decision__superseded_by", "person", "answer"
    )
    return rows.order_by("answer__pk", "lodged_at") if viewer.may(RECORD) else rows.none()


def appeal_against(decision: LabelDecision) -> Appeal | None:
    """The appeal against a decision, with its answer. Price: one query."""
    return Appeal.objects.select_related("answer__person", "person").filter(decision=decision).first()


def visible_appeals(viewer: Viewer) -> QuerySet[Appeal]:
    """The appeals that a viewer may answer."""
    rows = Appeal.objects.select_related("decision__site__commune_main__departement", "decision__call", "person")
    rows = rows.select_related("decision__application", "answer__person")
    return rows if viewer.may(RECORD) else rows.none()


def labels_of(call: Call) -> list[LabelDecision]:
    """The labels that hold in a call, by site. Price: one query."""
    rows = LabelDecision.objects.filter(call=call, outcome=LABELLED, superseded_by=None)
    return list(rows.select_related("site__commune_main__departement__region").order_by("site__plain", "pk"))


def upheld_appeals(viewer: Viewer) -> list[Appeal]:
    """The appeals that were upheld and whose decision was not replaced yet, oldest answer first. Price: one query."""
    rows = visible_appeals(viewer).filter(answer__outcome=UPHELD, decision__superseded_by=None)
    return list(rows.order_by("answer__answered_at", "pk"))


def appeal_that_led_to(decision: LabelDecision) -> Appeal | None:
    """The appeal against the decision that this one replaced. Price: one query, none where it replaced none."""
    if decision.supersedes_id is None:
        return None
    return Appeal.objects.select_related("answer__person", "person").filter(decision=decision.supersedes_id).first()
