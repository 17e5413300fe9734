"""What a call demands of its dates, and when a decision may be taken on it. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from marelle.kernel.clock import PARIS
from marelle.kernel.errors import Refused

from ..states.calls import KINDS

FIRST_YEAR, LAST_YEAR = 2013, 2100
MOST_SPREAD = Decimal(1000)


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


class CallOpened(Refused):
    """What is published is not rewritten."""

    code = "calls.call_opened"
    sentence = _(
        "L’appel « {call} » a été ouvert : ses règles ne changent plus. Vous pouvez accorder un délai, ou préparer un "
        "autre appel."
    )
    status = 409


class CallUnnamed(Refused):
    """It is published: it has a title."""

    code = "calls.call_unnamed"
    sentence = _("Donnez un titre à cet appel : les communes le liront.")


class EditionImplausible(Refused):
    """The year that names a wave."""

    code = "calls.edition_implausible"
    sentence = _("L’édition est une année, de 2013 à 2100.")


class EnvelopeWrong(Refused):
    """An amount, a year."""

    code = "calls.envelope_wrong"
    sentence = _("Chaque année de l’enveloppe est une année, de 2013 à 2100, avec un montant plus grand que zéro.")


class DayImplausible(Refused):
    """A year was mistyped."""

    code = "calls.day_implausible"
    sentence = _("Une de ces dates n’est pas entre 2013 et 2100. Corrigez son année.")


class RulesNotPublished(Refused):
    """Only what everybody can read is chosen."""

    code = "calls.rules_not_published"
    sentence = _("Ces règles d’éligibilité ne sont pas publiées. Publiez-les, ou choisissez-en d’autres.")


class ReadersWrong(Refused):
    """How many read a file, and from which gap a further reader is asked."""

    code = "calls.readers_wrong"
    sentence = _("Il faut de un à neuf lecteurs par candidature, et un écart d’alerte plus grand que zéro, ou rien.")


class BatchWrong(Refused):
    """A batch that nobody could follow."""

    code = "calls.batch_wrong"
    sentence = _(
        "Un lot s’arrête après l’ouverture, après le lot précédent et dans le futur ; sa décision vient ensuite. "
        "Corrigez l’une des deux dates."
    )


class BatchNeeded(Refused):
    """A rolling call is decided batch by batch, in their order."""

    code = "calls.batch_needed"
    sentence = _(
        "Un appel au fil de l’eau se décide lot par lot, dans leur ordre, chacun après son arrêt. Attendez l’arrêt du "
        "premier lot qui n’est pas décidé."
    )
    status = 409


class BatchNotCut(Refused):
    """A file waits for the end of its batch."""

    code = "calls.batch_not_cut"
    sentence = _(
        "La candidature de {site} est dans le lot {number}, qui reçoit encore jusqu’au {cut} : elle se décide ensuite, "
        "avec les autres."
    )
    status = 409


class InNoBatch(Refused):
    """Nobody planned the batch that would hold it."""

    code = "calls.in_no_batch"
    sentence = _("La candidature de {site} n’est dans aucun lot. Prévoyez d’abord le lot qui la reçoit.")
    status = 409


class NotRolling(Refused):
    """Only a rolling call is decided in batches."""

    code = "calls.not_rolling"
    sentence = _("Seul un appel au fil de l’eau se décide par lots.")


class PastCallUnsourced(Refused):
    """What happened before Marelle is told with where it was read."""

    code = "calls.past_call_unsourced"
    sentence = _("Un appel passé se raconte avec sa source. Indiquez où ces dates ont été lues.")


def check_name(title: str, edition: int) -> None:
    """Refuses a call without a title, or an edition that is no year of the programme."""
    if not title.strip():
        raise CallUnnamed(field="title")
    if not FIRST_YEAR <= edition <= LAST_YEAR:
        raise EditionImplausible(field="edition")


def said(instant: datetime | None) -> str:
    """« 30 juin 2019, 23:59:00 », in Paris: the second at which a closing falls."""
    return date_format(instant.astimezone(PARIS), "j F Y, H:i:s") if instant else ""


def check_years(years: Iterable[int]) -> None:
    """Refuses a year that no call could have."""
    if any(not FIRST_YEAR <= year <= LAST_YEAR for year in years):
        raise EnvelopeWrong(field="year")


def check_readers(readers: int, spread_alert: Decimal | None) -> None:
    """Refuses a number of readers that no file could have, or a gap of marks that would never be reached."""
    if not 1 <= readers <= 9:
        raise ReadersWrong(field="readers")
    if spread_alert is not None and not Decimal("0.01") <= spread_alert <= MOST_SPREAD:
        raise ReadersWrong(field="spread_alert")


def check_our_time(**days: date | datetime | None) -> None:
    """Refuses a day or an instant of another century: a year was mistyped. Their names are those of the fields."""
    for field, day in days.items():
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise DayImplausible(field=field)


def check_dates(kind: str, opens_at: datetime, closes_at: datetime | None) -> None:
    """Refuses an unknown kind, a missing deadline, dates the wrong way round."""
    if kind not in KINDS:
        raise CallKindUnknown(field="kind")
    check_our_time(opens_at=opens_at, closes_at=closes_at)
    if closes_at is None and kind != "rolling":
        raise CallWithoutClosing(field="closes_at")
    if closes_at is not None and closes_at <= opens_at:
        raise CallClosesBeforeOpening(field="closes_at")


def has_closed(closes_at: datetime | None, at: datetime) -> bool:
    """True from the closing second on."""
    return closes_at is not None and closes_at <= at


def state_at(state: str, closes_at: datetime | None, at: datetime) -> str:
    """The state of a call as the clock makes it: an open one is closed from its closing second on, written or not."""
    return "closed" if state == "open" and has_closed(closes_at, at) else state


def takes_decisions(state: str, kind: str) -> bool:
    """A call is decided once closed; a rolling one is decided file by file while it runs."""
    return state in ("closed", "decided") or (state == "open" and kind == "rolling")


def end_of_year(day: date) -> date:
    """31 December of the year of a decision: the last day to finalise a project."""
    return date(day.year, 12, 31)
