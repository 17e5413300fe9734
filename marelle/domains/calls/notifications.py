"""The letters of calls. They name a town and a site, never a child."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.domains.accounts.models import Person
from marelle.kernel import mail
from marelle.kernel.clock import PARIS

from .access.applications import FILE, WRITE
from .models import Application, Call, Extension, LabelDecision
from .states.calls import LABELLED


def tell_decision(decision: LabelDecision, application: Application, at: datetime) -> int:
    """To whoever filed, and to those who write or file for that organisation: what was decided.

    How many were told. Price: one query, and two for each of them.
    """
    subject = _marked(decision.call, _("La décision sur {site}").format(site=decision.site.name))
    text = _text(decision)
    people = _concerned(application, at)
    for person in people:
        key = f"calls.decision:{decision.pk}:{person.pk}"
        mail.post(to=person.email, subject=subject, text=text, key=key)
    return len(people)


def tell_extension(granted: Extension, drafts: Iterable[Application], at: datetime) -> int:
    """To those who write or file these drafts: until when they may file now, and why. How many were told.

    Price: two queries for each draft, and two for each person.
    """
    told = 0
    for application in drafts:
        subject = _("Un délai pour la candidature de {site}").format(site=application.site.name)
        for person in _concerned(application, at):
            key = f"calls.extension:{granted.pk}:{application.pk}:{person.pk}"
            mail.post(to=person.email, subject=_marked(granted.call, subject), text=_extension_text(granted), key=key)
            told += 1
    return told


def _extension_text(granted: Extension) -> str:
    body = _(
        "La date limite de dépôt de l’appel « {call} » est reportée au {until} (heure de Paris){whom}.\n\n"
        "La raison :\n{why}\n\nEnregistrer n’est pas déposer : la candidature se dépose avant cette heure."
    ).format(
        call=granted.call.title,
        until=date_format(granted.until.astimezone(PARIS), "j F Y, H:i"),
        whom=_(", pour votre candidature") if granted.application_id else "",
        why=granted.why,
    )
    return _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body)


def _marked(call: Call, subject: str) -> str:
    """A trial says so in its very subject: nobody takes it for real."""
    return _("[Essai] {subject}").format(subject=subject) if call.is_trial else subject


def _text(decision: LabelDecision) -> str:
    said = (
        _("Le label « Cité éducative » est donné à {site}, le {day}, à l’issue de l’appel « {call} ».")
        if decision.outcome == LABELLED
        else _("{site} n’est pas retenue à l’issue de l’appel « {call} » (décision du {day}).")
    )
    reason = _("\n\nLes motifs :\n{reason}").format(reason=decision.reason) if decision.reason else ""
    following = (
        _("\n\nLe projet et son budget sont ouverts. Finalisez-les au plus tard le {day}.").format(
            day=date_format(decision.call.finalise_by, "j F Y")
        )
        if decision.outcome == LABELLED and decision.call.finalise_by
        else ""
    )
    day = date_format(decision.decided_on, "j F Y")
    body = said.format(site=decision.site.name, call=decision.call.title, day=day)
    return _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body + reason + following)


def _concerned(application: Application, at: datetime) -> list[Person]:
    writing = Person.objects.filter(
        memberships__organisation=application.organisation_id,
        memberships__valid_from__lte=at,
        memberships__valid_to__gt=at,
        memberships__role__granted__permission__in=(WRITE, FILE),
    )
    filing = Person.objects.filter(pk__in=[application.filed_by_id])
    return list((writing.distinct() | filing.distinct()).filter(is_active=True).order_by("pk"))
