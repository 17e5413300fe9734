"""What steers a cité: its four usual forms, when a decision is late, when it is recalled, and the refusals. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

from .finalising import form_data

LEVELS: Final = (1, 2, 3, 4)
PLAUSIBLE: Final = range(2013, 2101)  # years
# A decision is recalled so many days before its day, the day after it, and every so many days of delay.
BEFORE, EVERY_LATE = 7, 14
# A meeting is recalled to its body so many days before.
MEETING_BEFORE: Final = 3


@dataclass(frozen=True, slots=True)
class BodyModel:
    """A body as one of the four forms proposes it."""

    name: str
    level: int
    rhythm: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SteeringForm:
    """One of the usual ways of steering a cité."""

    code: str
    label: str
    about: str
    bodies: tuple[BodyModel, ...]


@cache
def _forms() -> tuple[dict[str, object], ...]:
    return tuple(form_data("instances")["forms"])


def _said(told: Mapping[str, object], key: str) -> str:
    return gettext(str(told[key]))


def steering_forms() -> tuple[SteeringForm, ...]:
    """The four forms, in the reader's language."""
    return tuple(
        SteeringForm(
            str(one["code"]),
            _said(one, "label"),
            _said(one, "help"),
            tuple(
                BodyModel(_said(body, "label"), body["level"], body["rhythm"], tuple(body["roles"]))
                for body in one["bodies"]  # type: ignore[attr-defined]
            ),
        )
        for one in _forms()
    )


def recall_step(due_on: date, today: date) -> int | None:
    """Which recall of a decision is due: days from its day, below zero before it; None where none is.

    Whoever decides late is told once, of the nearest step that has come.
    """
    late = (today - due_on).days
    if late > 0:
        return 1 + (late - 1) // EVERY_LATE * EVERY_LATE
    return -BEFORE if late >= -BEFORE else None


def is_late(due_on: date | None, state: str, today: date) -> bool:
    """True for what was to be done before today and is not."""
    return state == "open" and due_on is not None and due_on < today


def renumbered(numbers: Iterable[int], moved: int, place: int) -> list[int]:
    """The order of a list in which one is put at a place, counted from one."""
    rest = [one for one in numbers if one != moved]
    rest.insert(max(0, min(place - 1, len(rest))), moved)
    return rest


class MeetingDayImplausible(Refused):
    """A year was mistyped."""

    code = "projects.meeting_day_implausible"
    sentence = _("La date de cette réunion n’est pas entre 2013 et 2100. Corrigez son année.")

    def __init__(self) -> None:
        super().__init__(field="day")


def check_day_of_meeting(starts_at: datetime) -> None:
    """Refuses `MeetingDayImplausible` before anything is reckoned with a day that no calendar holds."""
    if starts_at.year not in PLAUSIBLE:
        raise MeetingDayImplausible


class NotInThisProject(Refused):
    """What was named is of another project, or is no more."""

    code = "projects.not_in_this_project"
    sentence = _("Ceci n’est pas, ou n’est plus, dans ce projet. Rechargez la page.")
    status = 409


class BodyClosed(Refused):
    """A closed body meets no more."""

    code = "projects.body_closed"
    sentence = _("« {name} » est close : elle ne se réunit plus.")
    status = 409


class BodyNamed(Refused):
    """Two bodies of a cité bear different names."""

    code = "projects.body_named"
    sentence = _("Une instance de cette cité porte déjà ce nom.")
    status = 409

    def __init__(self) -> None:
        super().__init__(field="name")


class MeetingOver(Refused):
    """A meeting that is held or cancelled has no more agenda."""

    code = "projects.meeting_over"
    sentence = _("Cette réunion est {state} : son ordre du jour ne change plus.")
    status = 409


class MeetingToCome(Refused):
    """Nothing is decided before the day of the meeting."""

    code = "projects.meeting_to_come"
    sentence = _("Cette réunion est à venir : les décisions se notent le jour de la réunion, ou après.")
    status = 409


class MeetingCancelled(Refused):
    """A meeting that did not take place decided nothing."""

    code = "projects.meeting_cancelled"
    sentence = _("Cette réunion est annulée : rien n’y a été décidé.")
    status = 409


class EffectUnclear(Refused):
    """A decision about an action is about a proposed one."""

    code = "projects.effect_unclear"
    sentence = _("Choisissez une action proposée : c’est elle qui entre au plan, ou retourne à ses auteurs.")

    def __init__(self) -> None:
        super().__init__(field="action")


class DecisionHasNoVoices(Refused):
    """Only a decision that asks for the three voices takes them."""

    code = "projects.decision_has_no_voices"
    sentence = _("Cette décision n’attend pas, ou n’attend plus, les trois voix.")
    status = 409


class DecisionHasNoDay(Refused):
    """Only what is still to be done has another day."""

    code = "projects.decision_has_no_day"
    sentence = _("Cette décision est dite «\u00a0{state}\u00a0»\u00a0: le jour ne change que quand elle est à faire.")
    status = 409


class NotYourDecision(Refused):
    """Whoever has to carry a decision out says that it is done, or those who steer."""

    code = "projects.not_your_decision"
    sentence = _("Cette décision ne vous revient pas : la personne qui en est chargée, ou le pilotage, le dira.")
    status = 403
