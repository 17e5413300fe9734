"""The partners of a cité, a line each: an organisation, and whom to ask for there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.states import ORGANISATION_KINDS
from marelle.domains.projects.access.actions import READ, WRITE
from marelle.domains.projects.models import ProjectPartner
from marelle.domains.projects.queries.partners import partners_of
from marelle.domains.projects.services import add_partner, change_contact
from marelle.kernel.tables import ALWAYS, NEW_ONLY, Asked, Choice, Column, Text, WorkingTable, needs

from .cells import Number

_OUTSIDE = ("national", "rectorat", "evaluator", "host", "family")
KINDS = {code: label for code, label in ORGANISATION_KINDS if code not in _OUTSIDE}


def _open(asked: Asked, said: Mapping[str, Any]) -> ProjectPartner:
    told = {code: said[code] for code in ("name", "kind", "siret", "rna", "contact") if code in said}
    return add_partner(by=asked.by, at=asked.at, project=asked.ground, **told)


def _change(asked: Asked, partner: ProjectPartner, said: Mapping[str, Any]) -> None:
    change_contact(by=asked.by, partner=partner, contact=said.get("contact") or "")


PARTNERS = WorkingTable(
    "partners",
    _("Partenaires"),
    (
        Column("partner", _("Partenaire"), Text(20), lambda one: f"P-{one.pk}"),
        Column("name", _("Nom de l’organisme"), Text(160), lambda one: one.organisation.name, NEW_ONLY, required=True),
        Column("siret", _("SIRET"), Number("siret"), lambda one: one.organisation.siret, NEW_ONLY,
               help=_("Quatorze chiffres. Avec lui, un organisme connu est retrouvé, jamais doublé.")),
        Column("rna", _("RNA"), Number("rna"), lambda one: one.organisation.rna, NEW_ONLY,
               help=_("Pour une association sans SIRET\u00a0: W et neuf caractères.")),
        Column("kind", _("Nature"), Choice(KINDS), lambda one: one.organisation.kind, NEW_ONLY, required=True),
        Column("contact", _("Fonction de la personne à joindre"), Text(160), lambda one: one.contact, ALWAYS,
               help=_("Par exemple\u00a0: directrice, secrétariat. Sans nom de personne.")),
    ),
    rows=lambda asked: partners_of(asked.ground),
    see=needs(READ),
    must=needs(WRITE),
    open=_open,
    change=_change,
    about=_("Partenaires\u00a0: un organisme par ligne. Celui que Marelle connaît déjà est repris, jamais doublé."),
)  # fmt: skip
