"""Rights, places and entries as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from marelle.domains.accounts.queries import Right, place_names
from marelle.kernel.access import Perimeter
from marelle.kernel.audit import Entry

from .forms import last_day

GESTURES = {
    "accounts.log_in": _("Connexion"),
    "accounts.change_password": _("Changement de mot de passe"),
    "accounts.change_name": _("Correction du nom"),
    "accounts.accept_invitation": _("Invitation acceptée"),
    "accounts.invite": _("Invitation envoyée"),
    "accounts.withdraw_invitation": _("Invitation retirée"),
    "accounts.grant_membership": _("Droit donné"),
    "accounts.end_membership": _("Droit terminé"),
    "accounts.register_organisation": _("Organisation enregistrée"),
    "accounts.deactivate_person": _("Compte fermé"),
    "accounts.register_person": _("Personne enregistrée"),
    "calls.prepare_call": _("Appel préparé"),
    "calls.open_call": _("Appel ouvert"),
    "calls.close_call": _("Appel fermé"),
    "calls.start_application": _("Candidature commencée"),
    "calls.save_section": _("Rubrique de candidature enregistrée"),
    "calls.file_application": _("Candidature déposée"),
    "calls.withdraw_application": _("Candidature retirée"),
    "calls.give_opinion": _("Avis donné"),
    "calls.decide_application": _("Décision enregistrée"),
    "calls.record_past_decision": _("Décision passée enregistrée"),
    "calls.record_past_call": _("Appel passé enregistré"),
    "calls.record_decision": _("Décision de labellisation enregistrée"),
    "calls.announce_decisions": _("Décisions annoncées"),
    "dossiers.freeze": _("Version figée"),
    "dossiers.speak": _("Avis porté sur une version figée"),
    "projects.open_from_label": _("Projet ouvert par le label"),
    "projects.start_project": _("Projet commencé"),
    "projects.end_project": _("Projet terminé"),
    "projects.withdraw_project": _("Projet retiré"),
    "funding.open_envelope": _("Enveloppe ouverte"),
    "funding.open_budget": _("Budget ouvert"),
    "funding.state_amount": _("Montant d’une source enregistré"),
    "territories.open_site": _("Cité enregistrée"),
    "territories.describe_site": _("Cité décrite"),
    "territories.change_perimeter": _("Périmètre d’une cité changé"),
    "territories.close_site": _("Cité fermée"),
    "territories.import_communes": _("Communes mises à jour"),
    "clock.move": _("Horloge déplacée"),
}


@dataclass(frozen=True, slots=True)
class ShownRight:
    """A right as a person reads it."""

    right: Right
    place: str
    elsewhere: bool  # held on another place than the organisation itself
    until: date
    begins: datetime | None  # only for a right that does not hold yet


def shown_rights(rights: Sequence[Right], at: datetime) -> list[ShownRight]:
    """Rights with the names of their places. Price: at most three queries, whatever their number."""
    names = place_names({right.perimeter for right in rights})
    return [
        ShownRight(
            right,
            names[right.perimeter],
            right.perimeter != Perimeter("organisation", str(right.organisation_id)),
            last_day(right.valid_to),
            right.valid_from if right.valid_from > at else None,
        )
        for right in rights
    ]


def place_choices(places: Iterable[Perimeter]) -> list[tuple[str, str]]:
    """Places as the choices of a list, the narrowest first."""
    order = ("organisation", "site", "commune", "departement", "academie", "region", "national")
    names = place_names(places)
    ranked = sorted(names, key=lambda place: (order.index(place.kind), names[place]))
    return [(f"{place.kind}:{place.code}", names[place]) for place in ranked]


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One line of the audit log in words."""

    at: datetime
    gesture: str
    code: str
    why: str
    is_read: bool


def described_entries(entries: Iterable[Entry]) -> list[ShownEntry]:
    return [
        ShownEntry(entry.at, str(GESTURES.get(entry.action, entry.action)), entry.action, entry.why, entry.is_read)
        for entry in entries
    ]
