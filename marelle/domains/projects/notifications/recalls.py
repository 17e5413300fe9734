"""The letter that recalls what is owed to a project. It names a city and what is awaited, never a child."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.kernel import mail
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

from ..queries.dues import Due


def tell_owed(due: Due, emails: Iterable[str], by: Viewer, at: datetime) -> int:
    """To these addresses: what is awaited of them, since when, who recalls it. Price: two queries an address."""
    site = due.project.site.name
    words = _("{who} vous rappelle ce qui est attendu pour la cité éducative de {site} :\n\n{what}.").format(
        who=by.name, site=site, what=due.words
    )
    if due.on is not None:
        today = at.astimezone(PARIS).date()
        told = _("C’était pour le {day}.") if due.on < today else _("C’est pour le {day}.")
        words += "\n" + told.format(day=_day(due.on))
    text = _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=words)
    subject = _("Rappel : {site}").format(site=site)
    key = f"projects.recall:{due.project.pk}:{due.key}:{at.isoformat()}"
    return sum(mail.post(to=one, subject=subject, text=text, key=f"{key}:{n}") for n, one in enumerate(emails))


def _day(day: date) -> str:
    return date_format(day, "j F Y")
