"""The orders that write the terms of a call, until it opens: what it is, its calendar, its criteria, its rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from marelle.domains.territories.models import RuleSet, Site
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.money import LARGEST, Cents
from marelle.kernel.questionnaires.models import Questionnaire

from ..models import Call, CallEnvelope, Criterion, PreselectedSite, RequiredDocument
from ..rules.calls import (
    CallKindUnknown,
    CallOpened,
    CallUnnamed,
    EnvelopeWrong,
    RulesNotPublished,
    check_dates,
    check_name,
    check_our_time,
    check_readers,
    check_years,
)
from ..rules.criteria import (
    CodeTaken,
    CriterionUnnamed,
    anchored_marks,
    check_scale,
    check_weight,
    kept_anchors,
)
from ..rules.documents import QuestionNotThere, QuestionTaken, questions_of
from ..rules.selection import VERSION, read_selection
from ..states.calls import KINDS
from .calls import held_call

PREPARE = "calls.prepare"


@dataclass(frozen=True, slots=True)
class CriterionTold:
    """What is said of one criterion."""

    title: str
    weight: Decimal
    text: str = ""
    code: str = ""
    mark_min: Decimal = Decimal(0)
    mark_max: Decimal = Decimal(5)
    mark_step: Decimal = Decimal(1)
    anchors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentTold:
    """What is said of one document."""

    title: str
    text: str = ""
    code: str = ""
    compulsory: bool = True
    question: str = ""


@transaction.atomic
def describe_call(
    *, by: Viewer, call: Call, title: str, edition: int, kind: str, about: str = "", decided_by: str = ""
) -> Call:
    """Says what a call is. Refuses without `calls.prepare`, `CallOpened`, `CallUnnamed`, `EditionImplausible`,
    `CallKindUnknown`, `CallWithoutClosing` for a kind that needs a last day."""
    held = _in_preparation(by, call)
    check_name(title, edition)
    if kind not in KINDS:
        raise CallKindUnknown(field="kind")
    check_dates(kind, held.opens_at, held.closes_at)
    told = {"title": title.strip(), "edition": edition, "kind": kind, "about": about.strip()}
    return _told(by, held, "calls.describe_call", **told, decided_by=decided_by.strip())


@transaction.atomic
def set_calendar(
    *,
    by: Viewer,
    call: Call,
    opens_at: datetime,
    closes_at: datetime | None,
    opinions_by: date | None = None,
    decision_by: date | None = None,
    finalise_by: date | None = None,
) -> Call:
    """Dates a call, in Europe/Paris. Refuses without `calls.prepare`, `CallOpened`, `CallWithoutClosing`,
    `CallClosesBeforeOpening`, `DayImplausible`; what is missing or in disorder is told by `missing_to_open`."""
    held = _in_preparation(by, call)
    check_dates(held.kind, opens_at, closes_at)
    check_our_time(opinions_by=opinions_by, decision_by=decision_by, finalise_by=finalise_by)
    days = {"opinions_by": opinions_by, "decision_by": decision_by, "finalise_by": finalise_by}
    return _told(by, held, "calls.set_calendar", opens_at=opens_at, closes_at=closes_at, **days)


@transaction.atomic
def set_eligibility(
    *, by: Viewer, call: Call, rule_set: RuleSet | None, sites: Iterable[Site] = (), blocking: bool = False
) -> Call:
    """Chooses the version of the rules, whether a perimeter that fails them may be filed (it may not where `blocking`),
    and for a preselection the sites that may apply. Refuses without `calls.prepare`, `CallOpened`,
    `RulesNotPublished`."""
    held = _in_preparation(by, call)
    if rule_set is not None and rule_set.status == "draft":
        raise RulesNotPublished(field="rule_set")
    held.preselected.all().delete()
    chosen = list(sites)
    PreselectedSite.objects.bulk_create(PreselectedSite(call=held, site=site) for site in chosen)
    return _told(by, held, "calls.set_eligibility", rule_set=rule_set, eligibility_blocks=blocking)


@transaction.atomic
def choose_form(*, by: Viewer, call: Call, form: Questionnaire, regional_opinion: bool = False) -> Call:
    """Chooses the version of the form, and whether the region speaks too. Refuses without `calls.prepare`,
    `CallOpened`."""
    held = _in_preparation(by, call)
    return _told(by, held, "calls.choose_form", form=form, regional_opinion=regional_opinion)


@transaction.atomic
def write_criterion(*, by: Viewer, call: Call, told: CriterionTold, criterion: Criterion | None = None) -> Criterion:
    """Writes a criterion, new or already there. Refuses without `calls.prepare`, `CallOpened`, `CriterionUnnamed`,
    `CriterionWeightWrong`, `CriterionScaleWrong`, `CodeTaken`. Sentences of marks that the scale lacks are dropped."""
    held = _in_preparation(by, call)
    if not told.title.strip():
        raise CriterionUnnamed(field="title")
    check_weight(told.weight)
    check_scale(told.mark_min, told.mark_max, told.mark_step)
    marks = anchored_marks(told.mark_min, told.mark_max, told.mark_step)
    written = criterion or Criterion(call=held, order=_next_order(held.criteria), code="")
    written.title, written.text, written.weight = told.title.strip(), told.text.strip(), told.weight
    written.mark_min, written.mark_max, written.mark_step = told.mark_min, told.mark_max, told.mark_step
    written.anchors = kept_anchors(told.anchors, marks)
    written.code = told.code or written.code or _free_code(told.title, held.criteria)
    _must_be_free(held.criteria, written)
    written.save()
    audit.record(by, "calls.write_criterion", held, facts={"code": written.code, "weight": written.weight})
    return written


@transaction.atomic
def drop_criterion(*, by: Viewer, criterion: Criterion) -> None:
    """Forgets a criterion. Refuses without `calls.prepare`, `CallOpened`."""
    held = _in_preparation(by, criterion.call)
    audit.record(by, "calls.drop_criterion", held, facts={"code": criterion.code})
    criterion.delete()


@transaction.atomic
def raise_criterion(*, by: Viewer, criterion: Criterion) -> None:
    """Puts a criterion before the one that precedes it; the first stays first. Refuses without `calls.prepare`,
    `CallOpened`."""
    held = _in_preparation(by, criterion.call)
    before = held.criteria.filter(order__lt=criterion.order).order_by("-order").first()
    if before is None:
        return
    before.order, criterion.order = criterion.order, before.order
    before.save(update_fields=["order"])
    criterion.save(update_fields=["order"])
    audit.record(by, "calls.raise_criterion", held, facts={"code": criterion.code})


@transaction.atomic
def replace_criteria(*, by: Viewer, call: Call, told: Sequence[CriterionTold]) -> list[Criterion]:
    """Writes all the criteria of a call anew. Refuses as `write_criterion` does."""
    held = _in_preparation(by, call)
    held.criteria.all().delete()
    return [write_criterion(by=by, call=held, told=one) for one in told]


@transaction.atomic
def set_envelopes(*, by: Viewer, call: Call, cents: Mapping[int, Cents]) -> list[CallEnvelope]:
    """Says what the call may give, year by year. Refuses without `calls.prepare`, `CallOpened`, `EnvelopeWrong`."""
    held = _in_preparation(by, call)
    check_years(cents)
    if any(not 0 < amount <= LARGEST for amount in cents.values()):
        raise EnvelopeWrong(field="cents")
    held.envelopes.all().delete()
    rows = [CallEnvelope(call=held, year=year, cents=amount) for year, amount in sorted(cents.items())]
    CallEnvelope.objects.bulk_create(rows)
    audit.record(by, "calls.set_envelopes", held, facts={"cents": {str(row.year): row.cents for row in rows}})
    return rows


@transaction.atomic
def write_document(
    *, by: Viewer, call: Call, told: DocumentTold, document: RequiredDocument | None = None
) -> RequiredDocument:
    """Says which document a file must or may carry, and at which question of its form. Refuses without
    `calls.prepare`, `CallOpened`, `CallUnnamed`, `CodeTaken`, `QuestionNotThere`, `QuestionTaken`."""
    held = _in_preparation(by, call)
    if not told.title.strip():
        raise CallUnnamed(field="title")
    written = document or RequiredDocument(call=held, order=_next_order(held.documents), code="")
    _must_be_asked(held, told.question, written)
    written.title, written.text, written.compulsory = told.title.strip(), told.text.strip(), told.compulsory
    written.question = told.question
    written.code = told.code or written.code or _free_code(told.title, held.documents)
    _must_be_free(held.documents, written)
    written.save()
    audit.record(by, "calls.write_document", held, facts={"code": written.code})
    return written


@transaction.atomic
def drop_document(*, by: Viewer, document: RequiredDocument) -> None:
    """Asks for a document no more. Refuses without `calls.prepare`, `CallOpened`."""
    held = _in_preparation(by, document.call)
    audit.record(by, "calls.drop_document", held, facts={"code": document.code})
    document.delete()


@transaction.atomic
def replace_documents(*, by: Viewer, call: Call, told: Sequence[DocumentTold]) -> list[RequiredDocument]:
    """Writes all the documents of a call anew. Refuses as `write_document` does."""
    held = _in_preparation(by, call)
    held.documents.all().delete()
    return [write_document(by=by, call=held, told=one) for one in told]


@transaction.atomic
def set_selection(
    *, by: Viewer, call: Call, rules: Mapping[str, Any], readers: int = 2, spread_alert: Decimal | None = None
) -> Call:
    """Chooses how the list will be made and how files are read, before the call opens.

    Refuses without `calls.prepare`, `CallOpened`, `SelectionRulesMakeNoSense`, `ReadersWrong`.
    """
    held = _in_preparation(by, call)
    check_readers(readers, spread_alert)
    content = {"rules": VERSION, **rules}
    read_selection(content)
    told = {"selection_rules": content, "readers": readers, "spread_alert": spread_alert}
    return _told(by, held, "calls.set_selection", **told)


@transaction.atomic
def drop_call(*, by: Viewer, call: Call) -> None:
    """Gives up a call that never opened. Refuses without `calls.prepare`, `CallOpened`."""
    held = _in_preparation(by, call)
    audit.record(by, "calls.drop_call", held, facts={"slug": held.slug})
    held.delete()


def _in_preparation(by: Viewer, call: Call) -> Call:
    by.must(PREPARE, call.perimeters())
    held = held_call(call)
    if held.state != "draft":
        raise CallOpened(call=held.title)
    return held


def _must_be_asked(call: Call, question: str, written: RequiredDocument) -> None:
    if not question:
        return
    asked = {field.code for field in questions_of(call.form.form)} if call.form else set()
    if question not in asked:
        raise QuestionNotThere(field="question", question=question)
    if call.documents.filter(question=question).exclude(pk=written.pk).exists():
        raise QuestionTaken(field="question")


def _told(by: Viewer, call: Call, action: str, **facts: Any) -> Call:
    for name, value in facts.items():
        setattr(call, name, value)
    call.save(update_fields=list(facts))
    plain = {key: value for key, value in facts.items() if key not in ("about", "decided_by", "form", "rule_set")}
    versions = {key: str(value) for key, value in facts.items() if key in ("form", "rule_set")}
    audit.record(by, action, call, facts=plain | versions)
    return call


def _next_order(rows: Any) -> int:
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1


def _free_code(title: str, rows: Any) -> str:
    """A short name made of a title, with a number when it is taken."""
    base = slugify(title)[:34].strip("-") or "sans-nom"
    taken = set(rows.values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1000))) if code not in taken)


def _must_be_free(rows: Any, written: Criterion | RequiredDocument) -> None:
    if rows.filter(code=written.code).exclude(pk=written.pk).exists():
        raise CodeTaken(field="code", code=written.code)
