"""The orders that make a call from another: next year's, or a trial of it that stays apart."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marelle.domains.accounts.models import Person
from marelle.domains.territories.models import RuleSet
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.questionnaires.models import Questionnaire

from ..models import Batch, Call, CallEnvelope, Criterion, RequiredDocument, TrialGuest
from ..rules.calls import check_dates, check_name
from ..rules.copies import day_moved, hour_moved, with_seed
from ..rules.trials import NobodyByThatAddress, NotATrial
from .calls import written

PREPARE = "calls.prepare"


@transaction.atomic
def duplicate_call(*, by: Viewer, call: Call, slug: str, title: str, edition: int) -> Call:
    """Prepares a call from another one, every date and year moved by the difference of their editions.

    The versions in force are taken: eligibility rules and form as they are published now. Preselected sites,
    extensions and files are not copied. Refuses without `calls.prepare`, `CallUnnamed`, `EditionImplausible`,
    `CallSlugTaken`.
    """
    by.must(PREPARE, call.perimeters())
    check_name(title, edition)
    years = edition - call.edition
    made = _copy(call, slug=slug, title=title.strip(), edition=edition, years=years)
    made.rule_set, made.form = _rules_now(call), _form_now(call)
    made.selection_rules = with_seed(call.selection_rules, str(edition))
    written(by, "calls.duplicate_call", made)
    _copy_parts(call, made, years)
    return made


@transaction.atomic
def try_call(*, by: Viewer, call: Call, slug: str, opens_at: datetime, closes_at: datetime) -> Call:
    """Prepares a trial of a call: the same terms and versions, its own dates and files, never real.

    Whoever prepares calls sees it, and those who are invited (`invite_to_trial`). Refuses without `calls.prepare`,
    `CallClosesBeforeOpening`, `CallSlugTaken`.
    """
    by.must(PREPARE, call.perimeters())
    check_dates(call.kind, opens_at, closes_at)
    title = _("Essai : {title}").format(title=call.title)[:160]
    made = _copy(call, slug=slug, title=title, edition=call.edition, years=0)
    made.opens_at, made.closes_at, made.is_trial = opens_at, closes_at, True
    made.rule_set, made.form, made.selection_rules = call.rule_set, call.form, call.selection_rules
    last = closes_at.astimezone(PARIS).date()
    made.opinions_by = made.decision_by = made.finalise_by = last
    written(by, "calls.try_call", made)
    _copy_parts(call, made, 0)
    for chosen in call.preselected.all():
        made.preselected.create(site_id=chosen.site_id)
    return made


@transaction.atomic
def invite_to_trial(*, by: Viewer, call: Call, email: str) -> Person:
    """Shows a trial to one person who has an account; told again, changes nothing.

    Refuses without `calls.prepare`, `NotATrial`, `NobodyByThatAddress`.
    """
    by.must(PREPARE, call.perimeters())
    if not call.is_trial:
        raise NotATrial
    person = Person.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise NobodyByThatAddress(field="email")
    _guest, new = TrialGuest.objects.get_or_create(call=call, person=person)
    if new:
        audit.record(by, "calls.invite_to_trial", call, facts={"person": person.pk})
    return person


@transaction.atomic
def leave_trial(*, by: Viewer, call: Call, person_id: int) -> None:
    """Shows a trial to somebody no more. Refuses without `calls.prepare`."""
    by.must(PREPARE, call.perimeters())
    TrialGuest.objects.filter(call=call, person=person_id).delete()
    audit.record(by, "calls.leave_trial", call, facts={"person": person_id})


def _copy(call: Call, *, slug: str, title: str, edition: int, years: int) -> Call:
    days = {name: getattr(call, name) for name in ("opinions_by", "decision_by", "finalise_by")}
    return Call(
        slug=slug,
        title=title,
        edition=edition,
        kind=call.kind,
        opens_at=hour_moved(call.opens_at, years),
        closes_at=hour_moved(call.closes_at, years) if call.closes_at else None,
        **{name: day_moved(day, years) if day else None for name, day in days.items()},
        about=call.about,
        decided_by=call.decided_by,
        eligibility_blocks=call.eligibility_blocks,
        regional_opinion=call.regional_opinion,
        readers=call.readers,
        spread_alert=call.spread_alert,
        chase_on=call.chase_on,
        invented=call.invented,
        copied_from=call,
    )


def _copy_parts(call: Call, made: Call, years: int) -> None:
    """The criteria, envelopes, documents and batches, as rows of their own, read afresh: they become others."""
    call = Call.objects.get(pk=call.pk)
    criteria, documents = list(call.criteria.all()), list(call.documents.all())
    envelopes, batches = list(call.envelopes.all()), list(call.batches.all())
    rows: list[Criterion | RequiredDocument | CallEnvelope | Batch] = [*criteria, *documents, *envelopes, *batches]
    for row in rows:
        row.pk, row.call = None, made
    for envelope in envelopes:
        envelope.year += years
    for batch in batches:
        batch.cuts_at, batch.decided_on = hour_moved(batch.cuts_at, years), None
        batch.decision_by = day_moved(batch.decision_by, years)
    Criterion.objects.bulk_create(criteria)
    RequiredDocument.objects.bulk_create(documents)
    CallEnvelope.objects.bulk_create(envelopes)
    Batch.objects.bulk_create(batches)


def _rules_now(call: Call) -> RuleSet | None:
    if call.rule_set is None:
        return None
    return RuleSet.objects.filter(code=call.rule_set.code, status="published").first() or call.rule_set


def _form_now(call: Call) -> Questionnaire | None:
    if call.form is None:
        return None
    return Questionnaire.objects.filter(code=call.form.code).order_by("-version").first()
