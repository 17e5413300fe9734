"""What somebody of a project has yet to do: its kinds, their words, how to reach who answers for it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused

from .finalising import form_data

# A month without an answer is long for whoever wrote the sheet.
ANSWER_WITHIN: Final = timedelta(days=30)
SAYINGS: Final[dict[str, str | Promise]] = {
    "meeting": _("Réunion : {what}"),
    "minutes": _("Réunion à dire tenue ou annulée : {what}"),
    "finalise": _("Le projet est à finaliser"),
    "task": _("Tâche : {what}"),
    "reservation": _("Réserve à lever : {what}"),
    "judge": _("Réponse à une réserve, à confirmer : {what}"),
    "decision": _("Décision {code} : {what}"),
    "voice_file": _("Voix sur le projet : {seat}"),
    "lapsed": _("Votre voix est tombée, le texte a changé : {seat}"),
    "voice_review": _("Voix sur la revue {code} : {seat}"),
    "voice_decision": _("Voix sur la décision {code} : {seat}"),
    "extension": _("Délai demandé, à accorder ou à refuser"),
    "review": _("Revue {code} à écrire"),
    "starts": _("{code} {what} : l’action commence"),
    "ends": _("{code} {what} : l’action se termine"),
    "begin": _("{code} {what} : l’action devait commencer, et n’est pas dite commencée"),
    "outcome": _("{code} {what} : le dernier jour est passé, et l’action n’est pas dite terminée"),
    "answer": _("{code} {what} : l’action est proposée, sans réponse"),
    "sheet": _("{code} {what} : la fiche est à compléter"),
    "change": _("À venir\u00a0: {what}"),
    "change_held": _("Changement à reprendre, quelque chose l’empêche\u00a0: {what}"),
    "notify": _("Subvention de {amount} à notifier, {payer} : {code} {what}"),
    "pay": _("Subvention de {amount} à verser, {payer} : {code} {what}"),
    "notify_all": _("À notifier, {payer} : {amount} en {count}"),
    "pay_all": _("À verser, {payer} : {amount} en {count}"),
}
# Of these, a person only hears when it is up to them; of the others, whoever follows the cité.
FOR_WHOM: Final = frozenset(
    ("task", "judge", "voice_file", "voice_review", "voice_decision", "extension", "answer", "lapsed", "sheet")
)
# What the organisation that runs an action is to say of it.
RUN: Final = ("begin", "outcome", "sheet")
VOICES: Final = ("voice_file", "voice_review", "voice_decision")
# What is asked of somebody already, however far its last day is.
ANY_DAY: Final = frozenset((*VOICES, "extension"))
# What others owe to whoever leads a project, and what of it only once its day is over.
OWED: Final = frozenset((*VOICES, "task", "reservation", "decision", "begin", "outcome", "sheet", "change_held"))
ONCE_LATE: Final = frozenset(("task",))
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PHONE = re.compile(r"(?:\+33|0)[ .]?[1-9](?:[ .]?\d{2}){4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach somebody, as a sheet tells it: a number without spaces, an address; empty: not told."""

    phone: str = ""
    email: str = ""


def reach_in(text: object) -> Reach:
    """The first telephone number and the first address of a text."""
    told = str(text or "")
    phone, email = _PHONE.search(told), _EMAIL.search(told)
    return Reach(re.sub("[ .]", "", phone[0]) if phone else "", email[0] if email else "")


def recall_every() -> timedelta:
    """One thing is not recalled more often than once in this time."""
    return timedelta(days=int(form_data("relances")["every_days"]))


def payment_within() -> timedelta:
    """How long a grant that was notified may wait before its payment is late."""
    return timedelta(days=int(form_data("relances")["payment_days"]))


def payers() -> Mapping[str, str]:
    """The code of the seat that notifies and pays what a financer gives, by code of financer."""
    told: Mapping[str, list[str]] = form_data("relances")["payers"]
    return {financer: seat for seat, financers in told.items() for financer in financers}


def recalled_lately(last: datetime | None, at: datetime) -> bool:
    """True while it is too early to recall once more: whole days count, not hours."""
    return last is not None and _day(at) < _day(last) + recall_every()


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()


class RecalledLately(Refused):
    """The same thing is not recalled twice in a few days."""

    code = "projects.recalled_lately"
    sentence = _("Un rappel est déjà parti le {day}. Le prochain pourra partir le {next}.")
    status = 409


class NotOwed(Refused):
    """What was to be recalled is done, or never was owed."""

    code = "projects.not_owed"
    sentence = _("Ceci n’est plus attendu. Rechargez la page.")
    status = 409


class NobodyToRecall(Refused):
    """Nobody has an address to which a recall could go."""

    code = "projects.nobody_to_recall"
    sentence = _("Marelle ne connaît aucune adresse pour ce rappel : appelez, ou complétez la fiche.")
    status = 409


def said(kind: str, **told: Any) -> str:
    """The sentence of one thing, without its full stop."""
    return _sentence(kind, get_language()).format(**told)


@cache
def _sentence(kind: str, _language: str | None) -> str:
    """Looked for once in each language: the week of the country says thousands of them."""
    return str(SAYINGS[kind])
