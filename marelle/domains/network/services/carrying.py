"""The sheets of partners when a cité splits or merges: the same sheet in each cité that goes on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import grounds_on
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.questionnaires.services import start_answers

from ..models import Partner
from .partners import keep_columns

CHANGE = "territories.change_sites"


@transaction.atomic
def carry_sheets(
    *,
    by: Viewer,
    at: datetime,
    site: Site,
    to: Sequence[Site],
    on: date,
    going: Mapping[int, Sequence[Site]] | None = None,
) -> list[Partner]:
    """Opens the sheet of each partner of a site in those that carry it on: where `going` says, by the number of the
    organisation; else where its quarters are; in each of them when it names no quarter. It stays as true as it was:
    confirmed the same day, by the same person.

    Where the organisation has a sheet already, the one that was confirmed last stays, and says the quarters of both.
    Refuses without `territories.change_sites`. Price: two queries, and about fifteen for each sheet.
    """
    by.must(CHANGE, site.perimeters())
    grounds = grounds_on(to, on)
    rows = Partner.objects.filter(site=site).select_related("sheet__questionnaire", "organisation").order_by("pk")
    made = []
    for partner in rows:
        said = set(partner.sheet.answers.get("quarters") or ())
        for there in to:
            here = said & set(grounds[there.pk].quarters) if there.pk in grounds else set()
            told = (going or {}).get(partner.organisation_id)
            goes = there in told if told is not None else bool(here or not said)
            if goes and (one := _carried(by, at, partner, there, here)) is not None:
                made.append(one)
    return made


def _carried(by: Viewer, at: datetime, partner: Partner, there: Site, quarters: set[str]) -> Partner | None:
    rows = Partner.objects.select_for_update(of=("self",)).select_related("sheet__questionnaire")
    held = rows.filter(site=there, organisation=partner.organisation_id).first()
    said = bool(partner.sheet.answers.get("quarters"))
    before = set(held.sheet.answers.get("quarters") or ()) if held else set[str]()
    newest = partner
    if held is not None and _truth(held) >= _truth(partner):
        if not said or not before or quarters <= before:  # nothing to add: one without a quarter is everywhere
            return None
        newest = held
    # Two sheets of one organisation say the quarters of both; where one of them names none, it is everywhere.
    every = quarters | before if said and (held is None or before) else set[str]()
    answers = {**newest.sheet.answers, "quarters": sorted(every)} if said or held else newest.sheet.answers
    one = held or Partner(site=there, organisation=partner.organisation, opened_at=at)
    one.sheet = start_answers(newest.sheet.questionnaire, by=by, answers=answers)
    one.updated_at = newest.updated_at
    one.confirmed_at, one.confirmed_by, one.phone = newest.confirmed_at, newest.confirmed_by, newest.phone
    one.save()
    keep_columns(one)
    audit.record(by, "network.carry_sheet", one, facts={"from": partner.pk, "site": there.pk})
    return one


def _truth(partner: Partner) -> float:
    return partner.confirmed_at.timestamp() if partner.confirmed_at else 0.0
