"""How a project becomes final: the rule as data, what the voices amount to, when the last day is over. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import DossierRule, Standing
from marelle.kernel.dossiers.rules import CARRIES, OPINIONS, read_rule
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Fault

FORM = "projects.projet"
_FORMS = Path(__file__).resolve().parents[1] / "forms"
OWNERS, TEAM, VOICES, NATION = "owners", "team", "voices", "nation"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing of the plan, and how many days before the last day it should be done."""

    code: str
    label: str
    days: int


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """One reminder: how many days before the last day (below zero: after it), and to whom."""

    days: int
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FinalisingRule:
    """Who speaks on a project, what carries it, what is due when."""

    version: int
    voices: DossierRule
    opinions: tuple[str, ...]
    against: frozenset[str]
    least_favourable: int
    plan: tuple[PlanStep, ...]
    reminders: tuple[ReminderStep, ...]


def read_finalising(data: Mapping[str, Any]) -> FinalisingRule:
    """The rule kept with a project, in the reader's language. Raises `ValueError` on one that nobody could obey."""
    voices, opinions = read_rule(data), tuple(str(one) for one in data["opinions"])
    against, least = frozenset(data["against"]), int(data["least_favourable"])
    if not set(opinions) <= set(OPINIONS) or not against <= set(opinions) or not 0 <= least <= len(voices.seats):
        raise ValueError("a rule of finalisation needs known opinions, and no more favourable voices than seats")
    plan = tuple(PlanStep(one["code"], gettext(str(one["label"])), int(one["days"])) for one in data["plan"])
    reminders = tuple(ReminderStep(int(one["days"]), tuple(one["to"])) for one in data["reminders"])
    earliest_first = tuple(sorted(reminders, key=lambda one: -one.days))
    return FinalisingRule(int(data["version"]), voices, opinions, against, least, plan, earliest_first)


@cache
def form_data(name: str) -> Mapping[str, Any]:
    """What is written in `forms/`: a form, the rule, the correspondences with the pre-project."""
    with (_FORMS / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def rule_of_the_day() -> Mapping[str, Any]:
    """The rule that a file opened today keeps."""
    return form_data("finalisation")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the voices on one version amount to."""

    awaited: tuple[str, ...]
    against: tuple[str, ...]
    favourable: int
    needed: int

    @property
    def carried(self) -> bool:
        """Every seat has spoken, none of them against, and enough of them for it."""
        return not self.awaited and not self.against and self.favourable >= self.needed


def verdict(rule: FinalisingRule, standing: Standing) -> Verdict:
    """The rule applied to the voices of one version."""
    against = tuple(seat for seat, opinion in standing.spoken.items() if opinion in rule.against)
    favourable = sum(opinion in CARRIES for opinion in standing.spoken.values())
    return Verdict(standing.awaited, against, favourable, rule.least_favourable)


def deadline(last_day: date) -> datetime:
    """The first instant that is too late: midnight in Paris at the end of the last day. One rule for everybody,
    overseas included: the last day of a project of La Réunion ends at 3 in the morning there (or 2), as in Paris."""
    return datetime.combine(last_day + timedelta(days=1), time(), PARIS)


def is_over(last_day: date | None, now: datetime) -> bool:
    """True once the last day is over, to the instant. A project without a last day is never late."""
    return last_day is not None and now >= deadline(last_day)


def days_left(last_day: date, now: datetime) -> int:
    """Days in Paris until the last day: 0 on that day, below zero after it."""
    return (last_day - now.astimezone(PARIS).date()).days


def reminder_due(rule: FinalisingRule, days: int) -> ReminderStep | None:
    """The reminder of a day: the nearest that has come, on the same side of the last day. Whoever opens late is told
    once, of that one."""
    come = [one for one in rule.reminders if one.days >= days]
    return come[-1] if come and (come[-1].days < 0) == (days < 0) else None


class FileNotOpened(Refused):
    """The project has no file yet."""

    code = "projects.file_not_opened"
    sentence = _("Le dossier de ce projet n’est pas ouvert dans Marelle. Ouvrez-le depuis la page du projet.")
    status = 409


class FileExists(Refused):
    """One file a project."""

    code = "projects.file_exists"
    sentence = _("Le dossier de ce projet est déjà ouvert. Rechargez la page.")
    status = 409


class NotBeingFinalised(Refused):
    """What is final, running or over is no longer written."""

    code = "projects.not_being_finalised"
    sentence = _("Ce projet n’est pas en finalisation ({state}) : son texte ne change plus.")
    status = 409


class ProjectSubmitted(Refused):
    """Voices are being given: whoever writes must say that they lapse."""

    code = "projects.submitted"
    sentence = _(
        "Ce projet est soumis aux trois voix. Pour écrire, cochez « Je reprends l’écriture » : "
        "les voix données tombent."
    )
    status = 409

    def __init__(self) -> None:
        super().__init__(field="reopen")


class NotSubmitted(Refused):
    """Nothing was submitted on which one could speak."""

    code = "projects.not_submitted"
    sentence = _("Ce projet n’est pas soumis aux trois voix. Elles se donnent sur un texte figé et soumis.")
    status = 409


class ProjectIncomplete(Refused):
    """Something is missing; `faults` says what, `chapters` which chapters are not ready."""

    code = "projects.incomplete"
    sentence = _(
        "Le projet n’est pas complet : points à compléter : {faults_count} ; chapitres qui ne sont pas prêts : "
        "{chapters_count}. La liste est sur la page du projet."
    )
    status = 409

    def __init__(self, faults: tuple[Fault, ...], chapters: tuple[str, ...]) -> None:
        super().__init__(faults_count=len(faults), chapters_count=len(chapters))
        self.faults, self.chapters = faults, chapters


class NotCarried(Refused):
    """The three voices do not carry the project, or not yet."""

    code = "projects.not_carried"
    sentence = _(
        "Le projet n’est pas finalisé : voix attendues : {awaited} ; voix défavorables : {against} ; voix favorables : "
        "{favourable} sur {needed} nécessaires."
    )
    status = 409


class DeadlinePassed(Refused):
    """Too late, be it by a second: the one clock is the judge."""

    code = "projects.deadline_passed"
    sentence = _(
        "La finalisation est close depuis le {day} à minuit, heure de Paris. Rien n’est perdu : demandez un délai, ou "
        "attendez la décision de l’équipe nationale."
    )
    status = 409


class SteppedBack(Refused):
    """Whoever stepped back for a conflict does not speak."""

    code = "projects.stepped_back"
    sentence = _("Vous vous êtes déporté de ce projet : une autre personne donne la voix de « {seat} ».")
    status = 403


class HasSpoken(Refused):
    """One does not step back after having spoken."""

    code = "projects.has_spoken"
    sentence = _("Vous avez déjà donné une voix sur cette version : elle reste. On se déporte avant de parler.")
    status = 409


class ReasonNeeded(Refused):
    """Said by somebody, with a reason, never silently."""

    code = "projects.reason_needed"
    sentence = _("Dites pourquoi : la raison est gardée, et lue par celles et ceux que cela concerne.")

    def __init__(self, field: str = "why") -> None:
        super().__init__(field=field)


class ReservationsMissing(Refused):
    """A favourable voice with reservations says which."""

    code = "projects.reservations_missing"
    sentence = _("Écrivez au moins une réserve, avec la personne qui la lèvera et une date.")

    def __init__(self) -> None:
        super().__init__(field="reservations")


class ReservationUnclear(Refused):
    """A reservation has its words, an owner of the project and a day to come."""

    code = "projects.reservation_unclear"
    sentence = _("Chaque réserve dit quoi, qui la lèvera (une personne du projet), et pour quel jour à venir.")

    def __init__(self) -> None:
        super().__init__(field="reservations")


class NotYourReservation(Refused):
    """Its owner answers it, the seat that made it judges the answer."""

    code = "projects.not_your_reservation"
    sentence = _("Cette réserve ne vous revient pas : la personne désignée y répond, l’autorité qui l’a faite juge.")
    status = 403


class ExtensionUnclear(Refused):
    """A new last day is to come, after the present one, within the years of the label."""

    code = "projects.extension_unclear"
    sentence = _("Choisissez un nouveau dernier jour, à venir, après le {before} et avant la fin du label.")

    def __init__(self, before: str) -> None:
        super().__init__(field="until", before=before)


class ExtensionUnderWay(Refused):
    """One request at a time."""

    code = "projects.extension_under_way"
    sentence = _("Un délai est déjà demandé pour ce projet. Attendez la réponse.")
    status = 409


class NotYourOwnRequest(Refused):
    """Nobody answers what they asked."""

    code = "projects.not_your_own_request"
    sentence = _("Vous avez demandé ce délai : une autre autorité y répond.")
    status = 403
