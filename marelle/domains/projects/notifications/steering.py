"""The letters of the steering: meetings, decisions, recalls. They name people of a cité's team, never a child."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.accounts.models import Person
from marelle.kernel import mail
from marelle.kernel.clock import PARIS

from ..models import Meeting, SteeringDecision
from ..queries.files import holding
from ..queries.steering import members_now


def tell_meeting(meeting: Meeting, at: datetime, step: str) -> int:
    """To those who sit: that a meeting is planned, moved, near. Price: three queries, two a person."""
    body = _("{body} de la cité éducative de {site} : réunion le {day} à {hour}{place}.").format(
        body=meeting.body.name,
        site=meeting.project.site.name,
        day=_day(meeting.starts_at.astimezone(PARIS).date()),
        hour=date_format(meeting.starts_at.astimezone(PARIS), "H:i"),
        place=f", {meeting.place}" if meeting.place else "",
    )
    subject = _("Réunion : {body}, {site}").format(body=meeting.body.name, site=meeting.project.site.name)
    key = f"projects.meeting:{meeting.pk}:{step}:{meeting.starts_at.isoformat()}"
    return _tell(members_now(meeting.body, at), subject, body, key)


def tell_cancelled(meeting: Meeting, at: datetime) -> int:
    """To those who sit: that a meeting is cancelled, and why. Price: as above."""
    body = _("La réunion du {day} ({body}, {site}) est annulée.\n\nLa raison :\n{why}").format(
        day=_day(meeting.starts_at.astimezone(PARIS).date()),
        body=meeting.body.name,
        site=meeting.project.site.name,
        why=meeting.why,
    )
    subject = _("Réunion annulée : {body}, {site}").format(body=meeting.body.name, site=meeting.project.site.name)
    return _tell(members_now(meeting.body, at), subject, body, f"projects.meeting:{meeting.pk}:cancelled")


def tell_decision(decision: SteeringDecision, at: datetime) -> int:
    """To whoever has to carry a decision out. Price: two queries."""
    subject = _("À faire : {code}, {site}").format(code=decision.code, site=decision.project.site.name)
    return _tell([decision.owner], subject, _words(decision), f"projects.decision:{decision.pk}:{at.isoformat()}")


def tell_voices_awaited(decision: SteeringDecision, at: datetime) -> int:
    """To those who speak from the three seats: that a decision awaits their voice. Price: one query, two a person."""
    body = _("Une décision attend les trois voix (commune, préfet, recteur).\n\n{words}").format(words=_words(decision))
    people = holding(decision.perimeters(), [seat.permission for seat in decision.rule.voices.seats], at)
    subject = _("Votre voix : {code}, {site}").format(code=decision.code, site=decision.project.site.name)
    return _tell(people, subject, body, f"projects.decision:{decision.pk}:voices")


def tell_voices_end(decision: SteeringDecision, at: datetime) -> int:
    """To the three seats and to the owner: what the voices amount to. Price: one query, two a person."""
    body = f"{_words(decision)}\n\n{decision.stage.label}."
    people = holding(decision.perimeters(), [seat.permission for seat in decision.rule.voices.seats], at)
    subject = _("Les trois voix ont parlé : {code}, {site}").format(code=decision.code, site=decision.project.site.name)
    return _tell([*people, decision.owner], subject, body, f"projects.decision:{decision.pk}:spoken")


def tell_recall(decision: SteeringDecision, step: int, today: date) -> int:
    """To its owner: that the day of a decision comes, or is over. Price: two queries."""
    late = (today - decision.due_on).days
    if late > 0:
        said = ngettext("En retard d’un jour.", "En retard de {n} jours.", late).format(n=late)
    else:
        said = ngettext("Il reste {n} jour.", "Il reste {n} jours.", -late).format(n=-late)
    subject = _("Rappel : {code}, {site}").format(code=decision.code, site=decision.project.site.name)
    key = f"projects.decision:{decision.pk}:{decision.due_on}:{step}"
    return _tell([decision.owner], subject, f"{_words(decision)}\n\n{said}", key)


def _words(decision: SteeringDecision) -> str:
    return _("Décision {code} de la cité éducative de {site}, pour le {day} :\n{words}").format(
        code=decision.code,
        site=decision.project.site.name,
        day=_day(decision.due_on),
        words=decision.words,
    )


def _tell(people: Iterable[Person], subject: str, body: str, key: str) -> int:
    text = _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body)
    once = {person.pk: person for person in people}
    return sum(
        mail.post(to=person.email, subject=subject, text=text, key=f"{key}:{person.pk}") for person in once.values()
    )


def _day(day: date) -> str:
    return date_format(day, "j F Y")
