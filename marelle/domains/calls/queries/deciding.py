"""The questions of whoever records the national decisions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import sites
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers import OPINIONS, Standing
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.rules import standing
from marelle.kernel.states import State

from ..access.applications import RECORD, visible_applications
from ..access.calls import visible_calls
from ..access.decisions import visible_decisions
from ..models import Application, Batch, Call, LabelDecision, ListProposal
from ..rules.applications import PREFECT, RECTOR
from ..rules.calls import has_closed, takes_decisions
from ..states.calls import LABELLED
from .applications import OPINION_TONES

AWAITED = State("awaited", _("Avis attendu"), tone="late")
SILENT = State("silent", _("Sans avis"))


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One candidature as whoever decides reads it: what each seat said of the current version, what was decided."""

    application: Application
    standing: Standing
    decision_id: int | None

    @property
    def prefect(self) -> State:
        return self._opinion(PREFECT)

    @property
    def rector(self) -> State:
        return self._opinion(RECTOR)

    def _opinion(self, seat: str) -> State:
        said = self.standing.spoken.get(seat)
        if said:
            return State(said, OPINIONS[said], OPINION_TONES.get(said, "neutral"))
        return AWAITED if self.under_way else SILENT

    @property
    def under_way(self) -> bool:
        """True from its filing to its decision."""
        return self.application.state in ("filed", "under_review")

    @property
    def awaited(self) -> tuple[str, ...]:
        """The labels of the seats that have not spoken."""
        seats = self.application.dossier.rule.seats
        return tuple(seat.label for seat in seats if seat.code in self.standing.awaited)

    @property
    def ready(self) -> bool:
        """True when a label could be recorded now: both keys carry the same version, and the call takes decisions."""
        return decidable(self.application) and self.standing.carried


def decides(call: Call) -> bool:
    """True when decisions may be recorded in a call: it is closed, or runs without a last day. Price: none."""
    return takes_decisions(call.state, call.kind)


def decidable(application: Application) -> bool:
    """True when a decision may be recorded now, were it a refusal. Price: none."""
    return application.state == "under_review" and decides(application.call)


def to_decide(viewer: Viewer, call: Call) -> list[ToDecide]:
    """The candidatures of a call that the viewer sees, by site, with their opinions. Price: three queries."""
    seen = list(_listed(viewer).filter(call=call).order_by("site__plain", "pk"))
    voices = latest_voices(seen)
    told = LabelDecision.objects.filter(application__in=seen, superseded_by=None).values_list("application", "pk")
    decided = dict(told)
    return [
        ToDecide(one, standing(one.dossier.rule, voices.get(one.dossier_id, [])), decided.get(one.pk)) for one in seen
    ]


def decision_begun(call: Call) -> bool:
    """True once a decision was recorded in a call, or a list of it is deliberated: nobody joins it any more. Price: one
    query, or two."""
    return (
        LabelDecision.objects.filter(call=call).exists()
        or ListProposal.objects.filter(call=call).exclude(state="dropped").exists()
    )


def extends_to_all(call: Call, now: datetime) -> bool:
    """True while more time may be granted to everybody: until the decision begins on a call that is over. Price: two
    queries at most."""
    if call.closes_at is None or call.state not in ("open", "closed"):
        return False
    return not (has_closed(call.closes_at, now) and decision_begun(call))


def files_undecided(call: Call, batch: Batch | None = None) -> int:
    """How many files that were sent have no decision yet, in a call or until the cut-off of a batch; one withdrawn or
    never sent awaits none. Price: one query."""
    waiting = call.applications.filter(state__in=("filed", "under_review"))
    return waiting.filter(filed_at__lt=batch.cuts_at).count() if batch else waiting.count()


def waiting_for_a_decision(viewer: Viewer) -> dict[Call, int]:
    """The calls in which candidatures carried by both keys await their decision, and how many. Price: two queries."""
    examined = _listed(viewer).filter(state="under_review", call__is_trial=False).order_by("call__opens_at", "pk")
    held = [one for one in examined if decidable(one) and viewer.may(RECORD, one.perimeters())]
    voices, waiting = latest_voices(held), dict[Call, int]()
    for one in held:
        if standing(one.dossier.rule, voices.get(one.dossier_id, [])).carried:
            waiting[one.call] = waiting.get(one.call, 0) + 1
    return waiting


def _listed(viewer: Viewer) -> QuerySet[Application]:
    """The visible candidatures without their answers, which no list reads."""
    return visible_applications(viewer).select_related(None).select_related("call", "site", "organisation", "dossier")


def latest_voices(applications: Iterable[Application]) -> Mapping[int, list[tuple[str, str]]]:
    """By dossier, the (seat, opinion) pairs on its latest version. Price: one query."""
    numbers = [application.dossier_id for application in applications]
    latest = Voice.objects.filter(version__dossier__in=numbers, version__number=F("version__dossier__latest"))
    found: dict[int, list[tuple[str, str]]] = {}
    for dossier, seat, opinion in latest.values_list("version__dossier", "seat", "opinion"):
        found.setdefault(dossier, []).append((seat, opinion))
    return found


def carried(applications: Sequence[Application]) -> frozenset[int]:
    """The numbers of those whose préfet and rector both carry the same, current version. Price: one query; their
    dossiers must be loaded with them."""
    voices = latest_voices(applications) if applications else {}
    found = (one for one in applications if standing(one.dossier.rule, voices.get(one.dossier_id, [])).carried)
    return frozenset(one.pk for one in found)


def calls_to_follow(viewer: Viewer) -> QuerySet[Call]:
    """The calls that a viewer sees, newest first, with how many files each `received`, has `waiting` for a decision,
    and how many `labels` hold from it. Price: one query when read."""
    received = ~Q(applications__state="draft") & Q(applications__filed_at__isnull=False)
    waiting = Q(applications__state__in=("filed", "under_review"))
    held = Q(decisions__outcome=LABELLED, decisions__superseded_by=None)
    counted = visible_calls(viewer).annotate(
        received=Count("applications", filter=received, distinct=True),
        waiting=Count("applications", filter=waiting, distinct=True),
        labels=Count("decisions", filter=held, distinct=True),
    )
    return counted.order_by("-opens_at", "pk")


def past_decisions(viewer: Viewer, call: Call) -> QuerySet[LabelDecision]:
    """What was told of the past in a call and still holds, by site. Price: one query when read."""
    told = visible_decisions(viewer).filter(call=call, application=None, superseded_by=None)
    return told.order_by("site__plain", "pk")


def sites_without_decision(call: Call) -> list[Site]:
    """The sites on which nothing was decided in a call: real ones in a real call, invented ones in an invented one.

    Price: one query.
    """
    decided = LabelDecision.objects.filter(call=call).values("site")
    found = sites(include_invented=True).filter(invented=call.invented, status="open").exclude(pk__in=decided)
    return list(found.prefetch_related(None))
