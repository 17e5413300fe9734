"""The questions asked about the terms of a call: what it says, what it lacks, what it may be made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from marelle.domains.accounts.models import Person
from marelle.domains.territories.models import RuleSet, Site
from marelle.domains.territories.queries import sites
from marelle.kernel.access import Viewer
from marelle.kernel.questionnaires import Field
from marelle.kernel.questionnaires.models import Questionnaire
from marelle.kernel.states import State

from ..access.calls import visible_calls
from ..models import Application, Batch, Call, Criterion, Extension
from ..rules.applications import PREPROJECT, is_open
from ..rules.criteria import CriterionScaleWrong, anchored_marks, check_scale, marks_of, shares
from ..rules.documents import questions_of
from ..rules.opening import STEPS, CriterionTerms, Missing, Terms, what_is_missing
from ..rules.selection import Limit as Limit
from ..rules.selection import SelectionRules as SelectionRules
from ..rules.selection import read_selection
from ..states.calls import CALL, OVER, TO_COME
from .documents import asked_by


@dataclass(frozen=True, slots=True)
class Weighed:
    """One criterion as people read it: its share of the whole, its marks, the sentence of each whole one."""

    criterion: Criterion
    share: Decimal
    marks: tuple[str, ...]
    anchors: tuple[tuple[str, str], ...]

    @property
    def complete(self) -> bool:
        return all(sentence for _mark, sentence in self.anchors)


@dataclass(frozen=True, slots=True)
class StepLeft:
    """One step of a preparation, and what it still lacks."""

    code: str
    label: str
    missing: tuple[Missing, ...]


def whole_calls(viewer: Viewer) -> QuerySet[Call]:
    """The calls that a viewer sees, each with its criteria, envelopes, documents, batches, extensions and versions.

    Price: seven queries, whatever the number of calls.
    """
    granted = Extension.objects.select_related("application__site").order_by("decided_at", "pk")
    chosen = visible_calls(viewer).select_related("rule_set__source", "form", "copied_from")
    return chosen.prefetch_related(
        "criteria", "envelopes", "documents", "batches", "preselected", Prefetch("extensions", granted)
    )


def with_its_terms(call: Call) -> Call:
    """The same call with all that `terms_of` reads, loaded once. Price: four queries at most, its form left out."""
    more = {"rolling": ["batches"], "preselection": ["preselected"]}.get(call.kind, [])
    prefetch_related_objects([call], "criteria", "envelopes", "documents", *more)
    return call


def weighed(criteria: Sequence[Criterion]) -> list[Weighed]:
    """The criteria with their shares and anchors, in their order. Price: none."""
    found = shares(criterion.weight for criterion in criteria)
    return [_weighed(criterion, share) for criterion, share in zip(criteria, found, strict=True)]


def _weighed(criterion: Criterion, share: Decimal) -> Weighed:
    scale = (criterion.mark_min, criterion.mark_max, criterion.mark_step)
    anchors = tuple((mark, criterion.anchors.get(mark, "")) for mark in anchored_marks(*scale))
    return Weighed(criterion, share, tuple(f"{mark.normalize():f}" for mark in marks_of(*scale)), anchors)


def marks_to_anchor(lowest: Decimal | None, highest: Decimal | None, step: Decimal | None) -> list[str]:
    """The marks of a scale that need a sentence; none while the scale makes no sense. Price: none."""
    if lowest is None or highest is None or step is None:
        return []
    try:
        check_scale(lowest, highest, step)
    except CriterionScaleWrong:
        return []
    return anchored_marks(lowest, highest, step)


def terms_of(call: Call) -> Terms:
    """All that a call says, as plain data. Price: none on one of `whole_calls` or once `with_its_terms`, else five
    queries, six where it is rolling or preselects."""
    return Terms(
        kind=call.kind,
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        about=call.about,
        decided_by=call.decided_by,
        opinions_by=call.opinions_by,
        decision_by=call.decision_by,
        finalise_by=call.finalise_by,
        has_rules=call.rule_set_id is not None,
        has_form=call.form_id is not None,
        documents=tuple(asked_by(call)),
        questions=frozenset(field.code for field in questions_of(call.form.form)) if call.form else frozenset(),
        criteria=tuple(
            CriterionTerms(one.title, one.mark_min, one.mark_max, one.mark_step, one.anchors)
            for one in call.criteria.all()
        ),
        envelope_years=tuple(one.year for one in call.envelopes.all()),
        batches=tuple(batch.cuts_at for batch in call.batches.all()) if call.kind == "rolling" else (),
        preselected=len(call.preselected.all()) if call.kind == "preselection" else 0,
        selection=call.selection_rules,
    )


def missing_to_open(call: Call, now: datetime) -> tuple[Missing, ...]:
    """What a call still lacks before it may open. Price: as `terms_of`."""
    return what_is_missing(terms_of(call), now)


def steps_left(call: Call, now: datetime) -> list[StepLeft]:
    """The steps of its preparation, each with what it lacks. Price: as `terms_of`."""
    missing = missing_to_open(call, now)
    return [
        StepLeft(code, str(label), tuple(one for one in missing if one.step == code)) for code, label in STEPS.items()
    ]


def selection_of(call: Call) -> SelectionRules | None:
    """How its list is made, or None while nobody chose. Price: none."""
    return read_selection(call.selection_rules) if call.selection_rules else None


def document_questions(call: Call) -> tuple[Field, ...]:
    """The questions of its form at which a document may be joined. Price: none on one of `whole_calls`."""
    return questions_of(call.form.form) if call.form else ()


def forms_to_choose() -> list[Questionnaire]:
    """The published versions of the form of candidatures, newest first. Price: one query."""
    return list(Questionnaire.objects.filter(code=PREPROJECT).order_by("-version"))


def rules_to_choose(call: Call) -> list[RuleSet]:
    """The published sets of rules, newest first, and the chosen one if it was replaced since. Price: one query."""
    published = RuleSet.objects.filter(status="published") | RuleSet.objects.filter(pk=call.rule_set_id or 0)
    return list(published.select_related("source").order_by("-applies_from", "code", "-version"))


def sites_to_preselect(call: Call) -> list[Site]:
    """The open sites among which the State chooses: real ones in a real call, invented ones in an invented one.

    Price: one query.
    """
    found = sites(include_invented=True).filter(invented=call.invented, status="open")
    return list(found.prefetch_related(None).order_by("plain", "pk"))


def drafts_to_extend(viewer: Viewer, call: Call) -> list[Application]:
    """The drafts of a call, to which more time may be granted one by one: their site and organisation, never a word of
    their text. Price: one query."""
    if not viewer.may("calls.extend"):
        return []
    drafts = Application.objects.filter(call=call, state="draft").select_related("site", "organisation", "call")
    return list(drafts.order_by("site__plain", "pk"))


def extensions_of(call: Call) -> list[Extension]:
    """Every extension of a call, in the order in which they were granted. Price: one query."""
    return list(
        Extension.objects.filter(call=call)
        .select_related("application__site", "application__organisation", "person")
        .order_by("decided_at", "pk")
    )


def guests_of(call: Call) -> list[Person]:
    """Those who take part in a trial, by name. Price: one query."""
    return list(Person.objects.filter(pk__in=call.guests.values("person")).order_by("family_name", "given_name", "pk"))


@dataclass(frozen=True, slots=True)
class BatchSeen:
    """One batch of a rolling call, and how many files it holds."""

    batch: Batch
    received: int
    undecided: int
    cut: bool


def published_calls() -> QuerySet[Call]:
    """The real calls that were opened, newest first: trials are nowhere in it. Price: one query when read."""
    return Call.objects.exclude(state="draft").filter(is_trial=False).order_by("-opens_at", "pk")


def receives(call: Call, now: datetime) -> bool:
    """True when a file may be sent now by whoever was given no other delay. Price: none."""
    return is_open(call.state, call.opens_at, call.closes_at, now)


def stage_at(call: Call, now: datetime) -> State:
    """The state of a call as the clock makes it: one that is open may be to come, or over. Price: none."""
    if call.state == "open" and now < call.opens_at:
        return TO_COME
    return CALL.state(call.state) if call.state != "open" or receives(call, now) else OVER


def preselected_sites(call: Call) -> list[Site]:
    """The sites that may apply to a call by preselection. Price: one query."""
    chosen = Site.objects.filter(pk__in=[row.site_id for row in call.preselected.all()])
    return list(chosen.order_by("plain", "pk"))


def batches_of(call: Call, now: datetime) -> list[BatchSeen]:
    """The batches of a rolling call with the files that fall in each: filed before its cut-off, not before the one of
    the batch before. Price: one query on one of `whole_calls`."""
    rows = call.applications.filter(filed_at__isnull=False).values_list("filed_at", "state")
    filed = [(at, state) for at, state in rows if at is not None]
    found: list[BatchSeen] = []
    after: datetime | None = None
    for batch in call.batches.all():
        inside = [state for at, state in filed if at < batch.cuts_at and (after is None or at >= after)]
        waiting = sum(state in ("filed", "under_review") for state in inside)
        found.append(BatchSeen(batch, len(inside), waiting, batch.cuts_at <= now))
        after = batch.cuts_at
    return found
