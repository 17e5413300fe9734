"""The letters of reservations: made, answered, lifted or standing, recalled. They name people of a team, no child."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.accounts.models import Person
from marelle.kernel import mail

from ..models import Reservation
from ..queries.reserving import about_words


def tell_reservation(held: Reservation, to: Iterable[Person], step: str) -> int:
    """To its owner, or to those who made it: where a reservation is. Price: two queries a person."""
    body = _words(held)
    body += _("\n\nRéponse :\n{answer}").format(answer=held.answer) if held.answer else ""
    body += _("\n\nÉtat : {state}. {judgement}").format(state=held.stage.label, judgement=held.judgement)
    subject = _("Une réserve sur le projet de {site}").format(site=_site(held))
    return _tell(to, subject, body, f"projects.reservation:{held.pk}:{step}")


def tell_reservation_recall(held: Reservation, step: int, today: date) -> int:
    """To its owner: that the day of a reservation comes, or is over. Price: two queries."""
    late = (today - held.due_on).days
    if late > 0:
        said = ngettext("En retard d’un jour.", "En retard de {n} jours.", late).format(n=late)
    else:
        said = ngettext("Il reste {n} jour.", "Il reste {n} jours.", -late).format(n=-late)
    subject = _("Rappel : une réserve à lever, {site}").format(site=_site(held))
    key = f"projects.reservation:{held.pk}:{held.due_on}:{step}"
    return _tell([held.owner], subject, f"{_words(held)}\n\n{said}", key)


def _words(held: Reservation) -> str:
    return _("Réserve sur {about} de la cité éducative de {site}, à lever avant le {day} :\n{what}").format(
        about=about_words(held), site=_site(held), day=date_format(held.due_on, "j F Y"), what=held.what
    )


def _site(held: Reservation) -> str:
    return held.project.site.name


def _tell(people: Iterable[Person], subject: str, body: str, key: str) -> int:
    text = _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body)
    once = {person.pk: person for person in people}
    return sum(
        mail.post(to=person.email, subject=subject, text=text, key=f"{key}:{person.pk}") for person in once.values()
    )
