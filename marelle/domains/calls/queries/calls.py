"""The questions asked about calls and label decisions."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from marelle.domains.territories.models import Site
from marelle.kernel.access import Viewer

from ..access.calls import visible_calls
from ..models import Call, LabelDecision
from ..states.calls import LABELLED


def calls_seen_by(viewer: Viewer) -> QuerySet[Call]:
    """The calls that a viewer sees, newest first. Price: one query when read."""
    return visible_calls(viewer).order_by("-opens_at", "pk")


def call_by_slug(slug: str) -> Call | None:
    """One call, whatever its state, or None. Price: one query."""
    return Call.objects.select_related("source").filter(slug=slug).first()


def current_decisions() -> QuerySet[LabelDecision]:
    """The decisions that nothing superseded, oldest first, with call, site and source; those of trials are not ones.

    Price: one query when read.
    """
    return _standing().filter(call__is_trial=False)


def _standing() -> QuerySet[LabelDecision]:
    standing = LabelDecision.objects.filter(superseded_by=None)
    return standing.select_related("call", "source", "site__commune_main__departement").order_by("decided_on", "pk")


def current_decision(call: Call, site: Site) -> LabelDecision | None:
    """What holds for a site in a call, or None; in a trial, what was rehearsed. Price: one query."""
    return _standing().filter(call=call, site=site).first()


def current_labels(sites: Iterable[Site] | None = None, include_invented: bool = True) -> list[LabelDecision]:
    """The labels that hold today, oldest first; of some sites only, when given. Price: one query."""
    labels = current_decisions().filter(outcome=LABELLED)
    if sites is not None:
        labels = labels.filter(site__in=sites)
    return list(labels if include_invented else labels.filter(site__invented=False, call__invented=False))


def decisions_on(site: Site) -> list[LabelDecision]:
    """Every real decision ever taken on a site, superseded ones included, oldest first. Price: one query."""
    told = LabelDecision.objects.filter(site=site, call__is_trial=False).select_related(
        "call", "source", "superseded_by"
    )
    return list(told.order_by("decided_on", "pk"))


def labels_by_call(include_invented: bool = False) -> list[tuple[Call, int]]:
    """Each call with the number of labels that hold from it, oldest edition first. Price: one query.

    A real call only, and only real sites in it, unless `include_invented`.
    """
    holding = Q(decisions__outcome=LABELLED, decisions__superseded_by=None)
    calls = Call.objects.exclude(state="draft").filter(is_trial=False)
    if not include_invented:
        holding &= Q(decisions__site__invented=False)
        calls = calls.filter(invented=False)
    counted = calls.annotate(labels=Count("decisions", filter=holding)).order_by("edition", "pk")
    return [(call, call.labels) for call in counted]
