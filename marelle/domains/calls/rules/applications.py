"""What an application demands: its form, the two seats that speak on it, and the refusals of its orders. Pure."""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from marelle.kernel.dossiers import DossierRule, Seat
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Fault

PREPROJECT = "calls.avant_projet"
# How long before the closing those who have drafts are reminded, in hours, the earliest first.
REMINDERS = (168, 48)
PREFECT, RECTOR, REGION = "prefect", "rector", "region"
TWO_KEYS = DossierRule(
    seats=(
        Seat(PREFECT, gettext_noop("Préfet"), "calls.give_opinion_prefect"),
        Seat(RECTOR, gettext_noop("Recteur"), "calls.give_opinion_rector"),
    )
)
# Where the call asks the region too: it is heard, and the two keys remain two.
TWO_KEYS_AND_REGION = DossierRule(
    seats=(*TWO_KEYS.seats, Seat(REGION, gettext_noop("Préfet de région"), "calls.give_opinion_region")),
    advisory=frozenset({REGION}),
)
_FORMS = Path(__file__).resolve().parents[1] / "forms"


class CallNotOpen(Refused):
    """Too early."""

    code = "calls.not_open"
    sentence = _("L’appel « {call} » n’est pas ouvert. Vous pourrez écrire une candidature dès son ouverture.")


class CallClosed(Refused):
    """Too late, be it by a second: the database's clock is the judge."""

    code = "calls.closed"
    sentence = _(
        "L’appel « {call} » est clos depuis le {closed} : rien ne peut plus être déposé. "
        "Ce que vous avez écrit reste enregistré et lisible."
    )


class DraftShut(Refused):
    """A draft is written as long as its call receives it; then it is only read."""

    code = "calls.draft_shut"
    sentence = _(
        "L’appel « {call} » est clos depuis le {closed} : ce brouillon se lit et ne se modifie plus. "
        "Rien n’a été enregistré de cet envoi."
    )
    status = 409


class SiteNotPreselected(Refused):
    """In a call by preselection, the State chose who may apply."""

    code = "calls.site_not_preselected"
    sentence = _("L’appel « {call} » est ouvert aux sites présélectionnés par l’État, et « {site} » n’en est pas.")
    status = 403


class SiteNotLabelled(Refused):
    """One renews or extends what one has."""

    code = "calls.site_not_labelled"
    sentence = _("L’appel « {call} » s’adresse aux cités déjà labellisées, et « {site} » n’a pas de label en cours.")
    status = 403


class AlreadyApplied(Refused):
    """One application a site and a call."""

    code = "calls.already_applied"
    sentence = _("Une candidature existe déjà pour ce site et cet appel. Ouvrez-la dans « Mes candidatures ».")
    status = 409


class NotYourOrganisation(Refused):
    """One applies for the body for which one acts."""

    code = "calls.not_your_organisation"
    sentence = _("Vous n’agissez pas pour cette organisation. Choisissez celle pour laquelle vous écrivez.")
    status = 403


class ApplicationFiled(Refused):
    """What is filed does not change."""

    code = "calls.application_filed"
    sentence = _("Cette candidature est déposée : elle ne se modifie plus. Vous pouvez la relire.")
    status = 409


class ApplicationIncomplete(Refused):
    """Something is missing; `faults` says what."""

    code = "calls.application_incomplete"
    sentence = _("La candidature n’est pas déposée : il reste des points à compléter ({count}), listés ci-dessous.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


class FieldNotOpened(Refused):
    """A request for correction opens the fields that it names, and no other."""

    code = "calls.field_not_opened"
    sentence = _("« {label} » ne fait pas partie des réponses à corriger : elle reste telle que déposée.")
    status = 409


class CorrectionUnderWay(Refused):
    """One request at a time."""

    code = "calls.correction_under_way"
    sentence = _("Une demande de correction est déjà ouverte jusqu’au {until}. Attendez la réponse, ou retirez-la.")
    status = 409


class CorrectionUnclear(Refused):
    """A request says which answers, why, and until when."""

    code = "calls.correction_unclear"
    sentence = _("Dites quelles réponses corriger, pourquoi, et jusqu’à quand (dans l’avenir, {days} jours au plus).")


class NoCorrection(Refused):
    """Nothing was asked, or its time is over."""

    code = "calls.no_correction"
    sentence = _("Aucune correction n’est ouverte : la candidature reste telle que déposée.")
    status = 409


class NoDocumentsHere(Refused):
    """Files are joined where the form asks for some."""

    code = "calls.no_documents_here"
    sentence = _("Cette question n’attend pas de pièce.")


class FormIsNewest(Refused):
    """There is nothing to pass to."""

    code = "calls.form_is_newest"
    sentence = _("Cette candidature est déjà écrite sur la dernière version du formulaire.")
    status = 409


class NotYetFiled(Refused):
    """No opinion on a draft."""

    code = "calls.not_yet_filed"
    sentence = _("Cette candidature n’est pas encore déposée. Un avis se donne sur un texte déposé.")
    status = 409


class OpinionsMissing(Refused):
    """No label without the two keys."""

    code = "calls.opinions_missing"
    sentence = _("La décision attend l’avis favorable du préfet et celui du recteur sur la même version.")
    status = 409


def is_open(
    state: str, opens_at: datetime, closes_at: datetime | None, now: datetime, extended_until: datetime | None = None
) -> bool:
    """Half-open: an opened call receives files at its opening second, and no longer at its closing second.

    A candidature that was given more time is received until then, even when the call has been closed for the others.
    """
    if extended_until is not None and state in ("open", "closed") and now < extended_until:
        return opens_at <= now
    return state == "open" and opens_at <= now and (closes_at is None or now < closes_at)


def keys_of(regional_opinion: bool) -> DossierRule:
    """Who must speak on the files of a call."""
    return TWO_KEYS_AND_REGION if regional_opinion else TWO_KEYS


@cache
def form_data(code: str = PREPROJECT) -> dict[str, Any]:
    """A form as it is written in `forms/`, with its title."""
    with (_FORMS / f"{code.removeprefix('calls.')}.toml").open("rb") as file:
        return tomllib.load(file)
