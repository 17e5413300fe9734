"""The letters of changes to come. They name cités and who decides of them, never a child."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.domains.accounts.models import Person
from marelle.kernel import mail

from ..access.files import EXTEND, LEAD, SPEAK
from ..models import ChangeToCome
from ..queries.changes import CHANGE
from ..queries.files import holding, national_people


def tell_to_come(change: ChangeToCome, at: datetime) -> int:
    """To those who lead a site and who speak for it: what is decided, for which day, why.

    Price: one query for each site, two a person.
    """
    body = _("Il est décidé que, le {day}\u00a0: {what}.\n\nLa raison\u00a0:\n{why}").format(**_facts(change))
    subject = _("À venir le {day}\u00a0: {what}").format(**_facts(change))
    return _tell(_around(change, at), subject, body, f"projects.change:{change.pk}:planned")


def tell_called_off(change: ChangeToCome, at: datetime) -> int:
    """To the same: that it will not be, and why. Price: as above."""
    body = _("Ce qui était prévu pour le {day} n’aura pas lieu\u00a0: {what}.\n\nLa raison\u00a0:\n{end_why}")
    subject = _("N’aura pas lieu\u00a0: {what}").format(**_facts(change))
    return _tell(_around(change, at), subject, body.format(**_facts(change)), f"projects.change:{change.pk}:called_off")


def tell_done(change: ChangeToCome, at: datetime) -> int:
    """To the same, as they stood around the former sites: that it is done. Price: as above."""
    body = _("C’est fait, comme il était décidé pour le {day}\u00a0: {what}.").format(**_facts(change))
    subject = _("C’est fait\u00a0: {what}").format(**_facts(change))
    return _tell(_around(change, at), subject, body, f"projects.change:{change.pk}:done")


def tell_held_up(change: ChangeToCome, at: datetime) -> int:
    """To whoever decided it, and to those who may: that it is not done, what stands in its way, what to do.

    Price: one query, two a person.
    """
    body = _(
        "Ceci était décidé pour le {day}, et n’est pas fait\u00a0: {what}.\n\nCe qui l’empêche\u00a0:\n{refusal}\n\n"
        "Rien n’a changé. Ouvrez ce changement dans Marelle\u00a0: corrigez-le, ou annulez-le. "
        "Il sera essayé de nouveau chaque jour."
    ).format(**_facts(change))
    people = {one.pk: one for one in national_people(CHANGE, at)}
    if change.decided_by is not None and change.decided_by.is_active:
        people[change.decided_by.pk] = change.decided_by
    subject = _("À reprendre\u00a0: {what}").format(**_facts(change))
    key = f"projects.change:{change.pk}:held_up:{at.isoformat()}"
    return _tell(people.values(), subject, body, key)


def _facts(change: ChangeToCome) -> dict[str, str]:
    told = {"day": _day(change.on), "what": change.words, "why": change.why}
    return {**told, "end_why": change.end_why, "refusal": change.refusal}


def _around(change: ChangeToCome, at: datetime) -> list[Person]:
    found: dict[int, Person] = {}
    for site in change.sites:
        found |= {one.pk: one for one in holding(site.perimeters(), [LEAD, EXTEND, *SPEAK.values()], at)}
    return list(found.values())


def _tell(people: Iterable[Person], subject: str, body: str, key: str) -> int:
    text = _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body)
    return sum(mail.post(to=one.email, subject=subject, text=text, key=f"{key}:{one.pk}") for one in people)


def _day(day: date) -> str:
    return date_format(day, "j F Y")
