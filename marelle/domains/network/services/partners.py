"""The orders about partners' sheets: open one, save it, say that it is still true, ask whether it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from marelle.domains.accounts.models import Organisation
from marelle.domains.territories.models import Quarter, Site
from marelle.kernel import audit
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.questionnaires import Fault, check
from marelle.kernel.questionnaires.models import AsideAnswer, Questionnaire
from marelle.kernel.questionnaires.queries import newest_form
from marelle.kernel.questionnaires.services import (
    Saved,
    Seen,
    keeping_clashes,
    publish_version,
    save_answers,
    settle,
    start_answers,
)

from ..access import WRITE
from ..models import Partner, PartnerHour, PartnerQuarter
from ..notifications import tell_unconfirmed
from ..queries.partners import actions_now, known_of_sheet, sheets_waiting, sites_of
from ..rules.sheets import SHEET, NotOfThisCite, SheetIncomplete, form_data, prefilled, read_sheet

TASK = "network.ask_still_true"


def publish_partner_form() -> Questionnaire:
    """The sheet as it is written in `forms/`, published once a change."""
    data = form_data()
    return publish_version(code=SHEET, title=data["title"], definition=data)


@transaction.atomic
def open_sheet(*, by: Viewer, at: datetime, site: Site, organisation: Organisation) -> Partner:
    """Opens the sheet of an organisation in a cité, with what the actions that it runs already say; gives back the one
    that is there.

    It enters the directory once it is saved complete. Refuses without `network.write_own_sheet` for the organisation,
    `NotOfThisCite`.
    """
    by.must(WRITE, frozenset({organisation.perimeter}))
    # The organisation is locked: two of its members who open it at once open one.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    there = Partner.objects.filter(site=site, organisation=organisation).first()
    if there is not None:
        return there
    if not sites_of(organisation).filter(pk=site.pk).exists():
        raise NotOfThisCite(organisation=organisation.name)
    own = [action for action in actions_now(site, at) if action.operator_id == organisation.pk]
    sheet = start_answers(newest_form(SHEET) or publish_partner_form(), by=by, answers=prefilled(own))
    partner = Partner(site=site, organisation=organisation, sheet=sheet, opened_at=at, updated_at=at)
    partner.save(force_insert=True)
    keep_columns(partner)
    audit.record(by, "network.open_sheet", partner, facts={"organisation": organisation.pk, "site": site.pk})
    return partner


def save_sheet(
    *,
    by: Viewer,
    at: datetime,
    partner: Partner,
    answers: Mapping[str, Any],
    revision: Seen = None,
    what_can_be: bool = False,
) -> Saved:
    """Saves the answers that `answers` names; a sheet that is then complete is confirmed by it.

    Refuses as `open_sheet`, `AnswersUnreadable`, and `AnswersClash` when a colleague changed the same answers since
    `revision`: what was written is then put aside, under its writer's name. With `what_can_be`, as when one writes,
    what can be saved is and the rest is told: it confirms nothing. One that lacks something that the directory needs
    leaves it until it is completed.
    """
    with keeping_clashes(partner.sheet, by=by, at=at):
        return _save(by, at, partner, answers, revision, what_can_be)


@transaction.atomic
def _save(
    by: Viewer, at: datetime, partner: Partner, answers: Mapping[str, Any], revision: Seen, what_can_be: bool
) -> Saved:
    held = _held(by, partner)
    saved = save_answers(held.sheet, answers, by=by, at=at, revision=revision, what_can_be=what_can_be)
    if saved.changed:
        held.updated_at = at
        keep_columns(held)
        audit.record(
            by, "network.save_sheet", held, facts={"fields": sorted(saved.changed), "revision": saved.revision}
        )
    complete = not missing(held)
    if not what_can_be or not complete:  # words saved on the way confirm nothing that nobody has read whole
        _confirm(by, held, at, complete=complete)
    partner.sheet, partner.confirmed_at, partner.updated_at = held.sheet, held.confirmed_at, held.updated_at
    return saved


@transaction.atomic
def settle_sheet_text(*, by: Viewer, at: datetime, partner: Partner, aside: AsideAnswer, take: bool) -> Saved | None:
    """Ends a text put aside when two colleagues wrote at once: it takes the place of the other, or is left. Refuses as
    `open_sheet`, and a text of another sheet."""
    held = _held(by, partner)
    if aside.sheet_id != held.sheet_id:
        raise Forbidden(permission=WRITE)
    saved = settle(aside, by=by, at=at, take=take)
    if saved and saved.changed:
        held.sheet.refresh_from_db()
        held.updated_at = at
        keep_columns(held)
        if missing(held):
            _confirm(by, held, at, complete=False)
        facts = {"fields": sorted(saved.changed), "revision": saved.revision}
        audit.record(by, "network.save_sheet", held, facts=facts)
    return saved


@transaction.atomic
def confirm_sheet(*, by: Viewer, at: datetime, partner: Partner) -> Partner:
    """Says that a sheet is still true, today. Refuses as `open_sheet`, and `SheetIncomplete`."""
    held = _held(by, partner)
    faults = missing(held)
    if faults:
        raise SheetIncomplete(faults)
    _confirm(by, held, at, complete=True)
    audit.record(by, "network.confirm_sheet", held)
    return held


@transaction.atomic
def ask_still_true(at: datetime) -> int:
    """Asks those who keep each sheet whether it is still true, once a quarter after it was last confirmed; how many
    sheets. Done again, it asks nobody. Price: one query; for each sheet, two and those of the letters."""
    waiting = list(sheets_waiting(at).select_for_update(of=("self",), skip_locked=True))
    for partner in waiting:
        partner.asked_at = at
        partner.save(update_fields=["asked_at"])
        tell_unconfirmed(partner, at)
    return len(waiting)


def missing(partner: Partner) -> list[Fault]:
    """What a sheet lacks to be in the directory. Price: at most twelve queries."""
    known, _near = known_of_sheet(partner)
    return list(check(partner.sheet.questionnaire.form, partner.sheet.answers, known))


def _held(by: Viewer, partner: Partner) -> Partner:
    rows = Partner.objects.select_for_update(of=("self",))
    held = rows.select_related("site__commune_main__departement", "organisation", "sheet__questionnaire").get(
        pk=partner.pk
    )
    by.must(WRITE, held.perimeters())
    return held


def _confirm(by: Viewer, held: Partner, at: datetime, *, complete: bool) -> None:
    held.confirmed_at, held.confirmed_by = (at, by.person_id) if complete else (None, None)
    held.asked_at = None
    held.save(update_fields=["confirmed_at", "confirmed_by", "asked_at"])


def keep_columns(partner: Partner) -> None:
    """Writes again what the directory reads of a sheet. Price: six queries."""
    said = read_sheet(partner.sheet.answers)
    for name in ("text", "phone", "mail", "desk", "desk_hours", "entry"):
        setattr(partner, name, getattr(said, name))
    partner.themes, partner.ages, partner.moments = list(said.themes), list(said.ages), list(said.moments)
    if not said.phone:
        partner.confirmed_at = None
    partner.save()
    partner.hours.all().delete()  # type: ignore[attr-defined]
    partner.quarters.all().delete()  # type: ignore[attr-defined]
    PartnerHour.objects.bulk_create(
        PartnerHour(partner=partner, day=h.day, starts_at=h.starts_at, ends_at=h.ends_at, place=h.place)
        for h in said.hours
    )
    known = Quarter.objects.filter(pk__in=said.quarters).values_list("pk", flat=True)
    PartnerQuarter.objects.bulk_create(PartnerQuarter(partner=partner, quarter_id=code) for code in known)
