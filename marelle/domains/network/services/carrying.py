"""The sheets of partners when a cité splits or merges: the same sheet in each cité that goes on."""

from collections.abc import Sequence
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
def carry_sheets(*, by: Viewer, at: datetime, site: Site, to: Sequence[Site], on: date) -> list[Partner]:
    """Opens the sheet of each partner of a site in those that carry it on and where its quarters are; in each of them
    when it names no quarter. It stays as true as it was: confirmed the same day, by the same person.

    Where the organisation has a sheet already, the one that was confirmed last stays. Refuses without
    `territories.change_sites`. Price: two queries, and about fifteen for each sheet.
    """
    by.must(CHANGE, site.perimeters())
    grounds = grounds_on(to, on)
    rows = Partner.objects.filter(site=site).select_related("sheet__questionnaire", "organisation").order_by("pk")
    made = []
    for partner in rows:
        said = set(partner.sheet.answers.get("quarters") or ())
        for there in to:
            here = said & set(grounds[there.pk].quarters) if there.pk in grounds else set()
            if (here or not said) and (one := _carried(by, at, partner, there, here)) is not None:
                made.append(one)
    return made


def _carried(by: Viewer, at: datetime, partner: Partner, there: Site, quarters: set[str]) -> Partner | None:
    held = Partner.objects.select_for_update().filter(site=there, organisation=partner.organisation_id).first()
    if held is not None and _truth(held) >= _truth(partner):
        return None
    answers = {**partner.sheet.answers, **({"quarters": sorted(quarters)} if quarters else {})}
    sheet = start_answers(partner.sheet.questionnaire, by=by, answers=answers)
    one = held or Partner(site=there, organisation=partner.organisation, opened_at=at)
    one.sheet, one.updated_at = sheet, partner.updated_at
    one.confirmed_at, one.confirmed_by, one.phone = partner.confirmed_at, partner.confirmed_by, partner.phone
    one.save()
    keep_columns(one)
    audit.record(by, "network.carry_sheet", one, facts={"from": partner.pk, "site": there.pk})
    return one


def _truth(partner: Partner) -> float:
    return partner.confirmed_at.timestamp() if partner.confirmed_at else 0.0
