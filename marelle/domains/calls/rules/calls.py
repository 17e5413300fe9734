"""What a call demands of its dates, and when a decision may be taken on it. Pure."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

from ..states.calls import KINDS


class CallWithoutClosing(Refused):
    """Only a rolling call has no last day."""

    code = "calls.without_closing"
    sentence = _("Donnez la date limite de dépôt. Seul un appel au fil de l’eau peut s’en passer.")


class CallClosesBeforeOpening(Refused):
    """Its two dates are the wrong way round."""

    code = "calls.closes_before_opening"
    sentence = _("La date limite doit venir après l’ouverture. Corrigez l’une des deux dates.")


class CallKindUnknown(Refused):
    """No such way of giving a label."""

    code = "calls.kind_unknown"
    sentence = _("Ce type d’appel n’existe pas. Choisissez-en un dans la liste.")


class CallSlugTaken(Refused):
    """Another call has this short name."""

    code = "calls.slug_taken"
    sentence = _("Un appel porte déjà le nom court « {slug} ». Choisissez-en un autre.")
    status = 409


class ClosingAlreadyPast(Refused):
    """A call that nobody could answer is not opened."""

    code = "calls.closing_already_past"
    sentence = _("La date limite de l’appel « {call} » est déjà passée. Préparez un appel avec une date à venir.")


class ClosingNotReached(Refused):
    """The deadline that was announced is kept."""

    code = "calls.closing_not_reached"
    sentence = _("Il est trop tôt pour clore l’appel « {call} » : les dates annoncées sont tenues. Revenez ensuite.")
    status = 409


class PastCallUnsourced(Refused):
    """What happened before Marelle is told with where it was read."""

    code = "calls.past_call_unsourced"
    sentence = _("Un appel passé se raconte avec sa source. Indiquez où ces dates ont été lues.")


def check_dates(kind: str, opens_at: datetime, closes_at: datetime | None) -> None:
    """Refuses an unknown kind, a missing deadline, dates the wrong way round."""
    if kind not in KINDS:
        raise CallKindUnknown(field="kind")
    if closes_at is None and kind != "rolling":
        raise CallWithoutClosing(field="closes_at")
    if closes_at is not None and closes_at <= opens_at:
        raise CallClosesBeforeOpening(field="closes_at")


def takes_decisions(state: str, kind: str) -> bool:
    """A call is decided once closed; a rolling one is decided file by file while it runs."""
    return state in ("closed", "decided") or (state == "open" and kind == "rolling")


def end_of_year(day: date) -> date:
    """31 December of the year of a decision: the last day to finalise a project."""
    return date(day.year, 12, 31)
