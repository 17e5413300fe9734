"""The questions asked about partners and the directory of a cité."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.queries.registers import TerritoryRegisters
from marelle.domains.projects.queries import ground_of, offered_by, running_project
from marelle.domains.projects.rules.dues import Reach
from marelle.domains.projects.rules.offer import NamedPlace, Offered, WeekHour, plan_year
from marelle.domains.territories.models import Site
from marelle.kernel.clock import PARIS
from marelle.kernel.questionnaires import Known
from marelle.kernel.questionnaires.registers import wanted

from ..access import around
from ..models import Partner, PartnerHour, PartnerQuarter
from ..rules.directory import Activity, Declared, Listed, directory, years_of_bands
from ..rules.sheets import ask_every, months_unconfirmed


def directory_of(site: Site, at: datetime) -> list[Listed]:
    """Every organisation of a cité with what it offers, told once. Price: ten queries, whatever their number."""
    return directory(actions_now(site, at), [_declared(partner, at) for partner in _partners(site)])


def actions_now(site: Site, at: datetime) -> list[Offered]:
    """What the plan of a cité offers today. Price: seven queries."""
    project = running_project(site)
    if project is None:
        return []
    today = at.astimezone(PARIS).date()
    return offered_by(project, plan_year(project.years, today), today)


def _partners(site: Site) -> QuerySet[Partner]:
    found = Partner.objects.filter(site=site, confirmed_at__isnull=False, organisation__ended_at=None)
    return found.select_related("organisation").prefetch_related(
        Prefetch("hours", PartnerHour.objects.order_by("day", "starts_at", "pk"), to_attr="told_hours"),
        Prefetch(
            "quarters",
            PartnerQuarter.objects.select_related("quarter").order_by("quarter__plain", "pk"),
            to_attr="told_quarters",
        ),
    )


def _declared(partner: Any, at: datetime) -> Declared:
    return Declared(
        organisation_id=partner.organisation_id,
        name=partner.organisation.name,
        text=partner.text,
        phone=partner.phone,
        mail=partner.mail,
        desk=partner.desk,
        desk_hours=partner.desk_hours,
        months_unconfirmed=months_unconfirmed(partner.confirmed_at, at),
        activity=Activity(
            title="",
            number=None,
            ages=years_of_bands(partner.ages),
            moments=tuple(partner.moments),
            hours=tuple(WeekHour(one.day, one.starts_at, one.ends_at, one.place) for one in partner.told_hours),
            themes=tuple(partner.themes),
            quarters=tuple(NamedPlace(one.quarter.name, one.quarter_id) for one in partner.told_quarters),
            places=(partner.desk,) if partner.desk else (),
            entry=partner.entry,
        ),
    )


def sites_of(organisation: Organisation) -> QuerySet[Site]:
    """The cités in which an organisation may have a sheet: where it is, where it runs an action. Price: one query."""
    found = Site.objects.filter(around([organisation]), invented=organisation.invented)
    return found.select_related("commune_main__departement").order_by("plain")


def front_doors(site: Site) -> dict[int, Reach]:
    """How to reach the front desk of each organisation that says so in a cité, by its number. Price: one query."""
    rows = Partner.objects.filter(site=site).exclude(phone="", mail="")
    return {body: Reach(phone, mail) for body, phone, mail in rows.values_list("organisation", "phone", "mail")}


def sheets_waiting(at: datetime) -> QuerySet[Partner]:
    """The sheets, in open cités, that nobody has confirmed for three months, nor was asked about since.

    Price: one query."""
    limit = at - ask_every()
    waiting = Partner.objects.filter(confirmed_at__lte=limit, organisation__ended_at=None, site__status="open")
    asked = Q(asked_at=None) | Q(asked_at__lte=limit)
    return waiting.filter(asked).select_related("organisation", "site").order_by("pk")


def known_of_sheet(partner: Partner, quarters: bool = False) -> tuple[Known, tuple[str, ...]]:
    """What the registers say of the answers of a sheet, and the quarters of the cité to propose, when asked for.

    Price: at most twelve queries.
    """
    project = running_project(partner.site) if quarters else None
    near = ground_of(project).quarters if project else ()
    opened = (project.opened_at if project else partner.opened_at).astimezone(PARIS).date()
    found = wanted(partner.sheet.questionnaire.form, partner.sheet.answers)
    codes: dict[str, list[str]] = {register: list(told) for register, told in found.items()}
    codes["qpv"] = [*codes.get("qpv", []), *near]
    return TerritoryRegisters(partner.site.invented, opened).find(codes), near


def sheets_of(site: Site) -> list[Partner]:
    """The sheets of the partners of a cité, confirmed or not, by name. Price: one query."""
    rows = Partner.objects.filter(site=site).select_related("organisation", "sheet")
    return list(rows.order_by("organisation__name", "pk"))
