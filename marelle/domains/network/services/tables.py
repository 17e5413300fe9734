"""The sheets that somebody keeps in the directories, a line each: out to a spreadsheet and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.queries.registers import TerritoryRegisters
from marelle.domains.territories.models import Site
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.questionnaires import Definition
from marelle.kernel.questionnaires.queries import newest_form
from marelle.kernel.questionnaires.services import Saved
from marelle.kernel.tables import NEW_ONLY, Asked, Column, Picked, Text
from marelle.kernel.tables.forms import FormTable

from ..access import WRITE, organisations_of, own_sheets
from ..models import Partner
from ..queries.partners import sites_of
from ..rules.sheets import SHEET
from .partners import open_sheet, publish_partner_form, save_sheet


def asked_by(viewer: Viewer, at: datetime) -> Asked:
    """The sheets that somebody keeps, asked by them. Price: none."""
    return Asked(viewer, at, None, f"network.sheets:{viewer.person_id or 0}", frozenset())


def _bodies(asked: Asked) -> list[Organisation]:
    found: list[Organisation] = asked.once("bodies", lambda: organisations_of(asked.by))
    return found


def _sites(asked: Asked) -> Picked:
    """The cités in which one of their organisations may have a sheet. Price: one query for each organisation."""

    def found() -> list[Site]:
        sites = {site.pk: site for body in _bodies(asked) for site in sites_of(body) if site.status == "open"}
        return list(sites.values())

    return Picked(asked.once("sites", found), key=lambda site: site.slug, label=lambda site: site.name)


def _form(asked: Asked) -> Definition:
    found: Definition = asked.once("form", lambda: (newest_form(SHEET) or publish_partner_form()).form)
    return found


def _rows(asked: Asked) -> Iterable[Partner]:
    return own_sheets(asked.by).order_by("organisation__plain", "site__plain")


def _registers(asked: Asked) -> TerritoryRegisters:
    invented = any(body.invented for body in _bodies(asked))
    return TerritoryRegisters(invented, asked.at.astimezone(PARIS).date())


def _open(asked: Asked, own: Mapping[str, Any], answers: Mapping[str, Any]) -> Partner:
    """The sheet that is there already when it is, as on the screen; then what the line says."""
    told: dict[str, Any] = {"by": asked.by, "at": asked.at}
    partner = open_sheet(site=own["site"], organisation=own["organisation"], **told)
    save_sheet(partner=partner, answers=answers, **told)
    return partner


def _save(asked: Asked, partner: Partner, answers: Mapping[str, Any], revision: int | None) -> Saved:
    form = partner.sheet.questionnaire.form
    told = {code: value for code, value in answers.items() if form.field(code)}
    return save_sheet(by=asked.by, at=asked.at, partner=partner, answers=told, revision=revision)


def _must(asked: Asked) -> None:
    if not asked.by.perimeters(WRITE):
        raise Forbidden(permission=WRITE)


PARTNERS = FormTable(
    "partners",
    _("Fiches"),
    (
        Column("partner", _("Fiche"), Text(20), lambda one: f"F-{one.pk}"),
        Column(
            "organisation",
            _("Organisme"),
            lambda asked: Picked(_bodies(asked), label=lambda body: body.name),
            lambda one: one.organisation,
            NEW_ONLY,
            required=True,
        ),
        Column("site", _("Cité"), _sites, lambda one: one.site, NEW_ONLY, required=True),
    ),
    title="text",
    form=_form,
    rows=_rows,
    answers=lambda one: one.sheet.answers,
    revision=lambda one: one.sheet.revision,
    registers=_registers,
    open=_open,
    save=_save,
    see=_must,
    must=_must,
    is_ours=lambda key: key.upper().startswith("F-"),
    about=_(
        "Une fiche par ligne\u00a0; les horaires ont leur feuille. Une ligne de plus, sans numéro, ouvre la fiche d’un "
        "organisme dans une cité. Une fiche complète qui revient est confirmée."
    ),
)
