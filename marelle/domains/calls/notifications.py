"""The letters of calls. They name a town and a site, never a child."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from marelle.domains.accounts.models import Membership, Person
from marelle.kernel import mail
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import fingerprint
from marelle.kernel.dossiers.models import DossierVersion

from .access.applications import FILE, RECORD, WRITE
from .access.derogations import GRANT
from .models import (
    Appeal,
    AppealAnswer,
    Application,
    Assignment,
    Call,
    Chase,
    Correction,
    Derogation,
    Extension,
    LabelDecision,
    ListProposal,
    Reviewer,
)
from .rules import notices
from .states.calls import LABELLED, WAITING, WITHDRAWN
from .states.reminders import DRAFTS
from .states.reviews import OPINIONS_LATE, REVIEWS_LATE


def tell_decisions(decisions: Sequence[LabelDecision], at: datetime, calculated: Collection[int] = ()) -> int:
    """For each, to whoever filed, and to those who write or file for that organisation: what was decided.

    A decision that a calculation helped (`calculated`, by their numbers) says so, and every one that gives no label
    says how to appeal. How many were told. Price: three queries and a savepoint, whatever their number.
    """
    people = concerned([one.application for one in decisions if one.application], at)
    told = [
        mail.Message(
            to=person.email,
            subject=_marked(one.call, _("La décision sur {site}").format(site=one.site.name)),
            text=_text(one, one.pk in calculated),
            key=f"calls.decision:{one.pk}:{person.pk}",
        )
        for one in decisions
        for person in people.get(one.application_id or 0, ())
    ]
    mail.post_each(told)
    return len(told)


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


def _said(outcome: str) -> str:
    if outcome == LABELLED:
        return _("Le label « Cité éducative » est donné à {site}, le {day}, à l’issue de l’appel « {call} ».")
    if outcome == WAITING:
        return _("{site} est sur la liste complémentaire de l’appel « {call} » (décision du {day}).")
    if outcome == WITHDRAWN:
        return _("Le label « Cité éducative » de {site} est retiré, le {day} (appel « {call} »).")
    return _("{site} n’est pas retenue à l’issue de l’appel « {call} » (décision du {day}).")


def _rights(decision: LabelDecision, calculated: bool) -> str:
    """What a letter owes: the notice of the calculation, the means and time of appeal."""
    owed = [notices.algorithm()] if calculated else []
    owed += [] if decision.outcome == LABELLED else [notices.appeals()]
    told = "".join(f"\n\n{one.title}\n{one.text} ({one.articles})" for one in owed)
    whole = _("\n\nLa lettre complète, avec chaque note et ses raisons, est dans votre candidature.")
    return told + (whole if calculated else "")


def _text(decision: LabelDecision, calculated: bool = False) -> str:
    said = _said(decision.outcome)
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
    return _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(
        body=body + reason + following + _rights(decision, calculated)
    )


def tell_filed(application: Application, version: DossierVersion, at: datetime) -> int:
    """To those who write or file for that organisation: that it is filed, with the fingerprint of what was.

    How many were told. Price: two queries, and two for each of them.
    """
    body = _(
        "La candidature de {site} à l’appel « {call} » est déposée, le {when} (version {number}).\n\n"
        "Empreinte (sha256) de ce qui a été déposé :\n{fingerprint}\n\n"
        "Gardez ce message. L’accusé de dépôt en PDF est dans Marelle."
    ).format(
        site=application.site.name,
        call=application.call.title,
        when=_when(version.frozen_at),
        number=version.number,
        fingerprint=version.fingerprint,
    )
    subject = _("Candidature déposée : {site}").format(site=application.site.name)
    return _tell(application, at, subject, body, f"calls.filed:{version.pk}")


def tell_correction(correction: Correction) -> int:
    """To those who write or file for that organisation: what to correct, why, and until when. Price: as above."""
    application = correction.application
    form = application.sheet.questionnaire.form
    labels = [field.label for field in form.fields if field.code in correction.fields]
    body = _(
        "Une correction est demandée sur la candidature de {site}, à faire et à déposer avant le {until}.\n\n"
        "Réponses ouvertes :\n- {fields}\n\nLes motifs :\n{reasons}\n\n"
        "Le reste ne change pas. Les avis seront à redonner sur la nouvelle version."
    ).format(
        site=application.site.name,
        until=_when(correction.until),
        fields="\n- ".join(labels),
        reasons=correction.reasons,
    )
    subject = _("Correction demandée : {site}").format(site=application.site.name)
    return _tell(application, correction.asked_at, subject, body, f"calls.correction:{correction.pk}")


def tell_derogation_asked(asked: Derogation, at: datetime) -> int:
    """To the authority of the place that may answer, or to the national team where there is none: what is asked.

    How many were told. Price: two queries, two for each of them.
    """
    application = asked.application
    subject = _marked(application.call, _("Une dérogation demandée : {site}").format(site=application.site.name))
    body = _(
        "{site} demande à déposer sa candidature à l’appel « {call} » bien que son périmètre ne remplisse pas une "
        "condition.\n\nSes raisons :\n{reasons}\n\nVotre réponse est attendue, avec vos motifs."
    ).format(site=application.site.name, call=application.call.title, reasons=asked.reasons)
    people = _granting(application, at)
    for person in people:
        _post(person.email, subject, body, f"calls.derogation_asked:{asked.pk}:{person.pk}")
    return len(people)


def _granting(application: Application, at: datetime) -> list[Person]:
    held = Membership.objects.filter(role__granted__permission=GRANT, valid_from__lte=at, valid_to__gt=at)
    places = held.annotate(place=Concat("perimeter_kind", Value(":"), "perimeter_code"))
    near = Person.objects.filter(pk__in=places.filter(place__in=application.inside).values("person"), is_active=True)
    national = Person.objects.filter(pk__in=held.filter(perimeter_kind="national").values("person"), is_active=True)
    return list(near.order_by("pk")) or list(national.order_by("pk"))


def tell_derogation(answered: Derogation, at: datetime) -> int:
    """To those who write or file that candidature: what was answered, and why. Price: as `tell_decision`."""
    application = answered.application
    said = _("La dérogation est accordée : {site} peut déposer sa candidature.")
    said = said if answered.granted else _("La dérogation est refusée : {site} ne peut pas déposer ce périmètre.")
    body = _("{said}\n\nLes motifs :\n{why}").format(said=said.format(site=application.site.name), why=answered.why)
    subject = _("Dérogation : {site}").format(site=application.site.name)
    return _tell(application, at, _marked(application.call, subject), body, f"calls.derogation:{answered.pk}")


def tell_closing(application: Application, closes_at: datetime, hours: int, at: datetime) -> int:
    """To those who write or file a draft: that the call closes soon and that nothing is filed. Price: as above."""
    body = _(
        "La candidature de {site} à l’appel « {call} » est enregistrée, et elle n’est pas déposée.\n\n"
        "L’appel ferme le {when}. Après cette heure, rien ne peut plus être déposé."
    ).format(site=application.site.name, call=application.call.title, when=_when(closes_at))
    subject = _("Pas encore déposée : {site}").format(site=application.site.name)
    key = f"calls.closing:{application.pk}:{hours}:{closes_at.isoformat()}"
    return _tell(application, at, subject, body, key)


def _tell(application: Application, at: datetime, subject: str, body: str, key: str) -> int:
    text = _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body)
    people = _concerned(application, at)
    for person in people:
        mail.post(to=person.email, subject=subject, text=text, key=f"{key}:{person.pk}")
    return len(people)


def _when(instant: datetime) -> str:
    return date_format(instant.astimezone(PARIS), "j F Y, H:i")


def concerned(applications: Sequence[Application], at: datetime) -> dict[int, list[Person]]:
    """By candidature, whoever filed it and those who write or file for its organisation, by their numbers.

    Price: two queries, whatever their number.
    """
    rights = Membership.objects.filter(
        organisation__in={one.organisation_id for one in applications},
        valid_from__lte=at,
        valid_to__gt=at,
        role__granted__permission__in=(WRITE, FILE),
    )
    writing = defaultdict[int, set[int]](set)
    for body, person in rights.values_list("organisation", "person"):
        writing[body].add(person)
    wanted = {
        one.pk: writing[one.organisation_id] | ({one.filed_by_id} if one.filed_by_id else set()) for one in applications
    }
    people = Person.objects.filter(pk__in=set().union(*wanted.values()), is_active=True).in_bulk()
    return {
        file: [people[number] for number in sorted(numbers) if number in people] for file, numbers in wanted.items()
    }


def _concerned(application: Application, at: datetime) -> list[Person]:
    return concerned([application], at)[application.pk]


def tell_assignments(given: Sequence[Assignment], at: datetime) -> int:
    """To each reviewer, once for all their new files: what was given to them. How many were told.

    The letter names the call, never a file: what is read is read in Marelle. Price: one query, two for each reviewer.
    """
    count = Counter(share.reviewer_id for share in given)
    first = {share.reviewer_id: share for share in reversed(given)}
    people = {seat.pk: seat for seat in Reviewer.objects.filter(pk__in=count).select_related("person", "call")}
    for number, share in sorted(first.items()):
        seat = people[number]
        subject = _("Candidatures à noter : {call}").format(call=seat.call.title)
        body = ngettext(
            "Une candidature de l’appel « {call} » vous est confiée.",
            "{n} candidatures de l’appel « {call} » vous sont confiées.",
            count[number],
        ).format(n=count[number], call=seat.call.title)
        body += _(" Dites d’abord si vous avez un lien avec elle, puis lisez-la et notez-la dans « Notation ».")
        key = f"calls.assignment:{share.pk}"
        _post(seat.person.email, _marked(seat.call, subject), body, key)
    return len(first)


def tell_chase(round_: Chase, people: Mapping[str, Sequence[Application]]) -> int:
    """To each address: what is awaited from them, all files in one letter. How many were told.

    Price: two queries for each.
    """
    call, day = round_.call, date_format(round_.call.opinions_by, "j F Y") if round_.call.opinions_by else ""
    opinions = round_.about == OPINIONS_LATE
    subject = _("Avis attendus : {call}") if opinions else _("Notes attendues : {call}")
    for address, files in people.items():
        lines = "\n".join(sorted(f"– {file.site.name}" for file in files))
        if opinions:
            body = _("Votre avis est attendu dans l’appel « {call} » sur :\n{lines}").format(
                call=call.title, lines=lines
            )
            body += _("\n\nDernier jour des avis : {day}.").format(day=day) if day else ""
        else:
            body = _("Vos notes sont attendues dans l’appel « {call} » sur :\n{lines}").format(
                call=call.title, lines=lines
            )
        key = f"calls.chase:{call.pk}:{round_.about}:{round_.day:%Y-%m-%d}:{fingerprint(address)[:16]}"
        _post(address, _marked(call, subject.format(call=call.title)), body, key)
    return len(people)


def tell_reminder(call: Call, about: str, day: date, people: Mapping[str, Sequence[Application]]) -> int:
    """To each address: what is awaited from them on some files, all in one letter. How many were told.

    Price: two queries for each.
    """
    subject, said = _REMINDED[about]
    for address, files in people.items():
        lines = "\n".join(sorted(f"– {file.site.name}" for file in files))
        body = _(said).format(call=call.title, lines=lines)
        last = call.opinions_by if about == OPINIONS_LATE else None
        if last:
            body += _("\n\nDernier jour des avis : {day}.").format(day=date_format(last, "j F Y"))
        if about == DRAFTS and call.closes_at:
            until = date_format(call.closes_at.astimezone(PARIS), "j F Y, H:i")
            body += _("\n\nL’appel ferme le {until} (heure de Paris). Enregistrer n’est pas déposer.").format(
                until=until
            )
        # A second order of the same day is about other files: the first of them tells the letters apart.
        key = f"calls.remind:{about}:{day:%Y-%m-%d}:{min(file.pk for file in files)}:{fingerprint(address)[:16]}"
        _post(address, _marked(call, _(subject).format(call=call.title)), body, key)
    return len(people)


_REMINDED = {
    OPINIONS_LATE: (
        gettext_noop("Avis attendus : {call}"),
        gettext_noop("Votre avis est attendu dans l’appel « {call} » sur :\n{lines}"),
    ),
    REVIEWS_LATE: (
        gettext_noop("Notes attendues : {call}"),
        gettext_noop("Vos notes sont attendues dans l’appel « {call} » sur :\n{lines}"),
    ),
    DRAFTS: (
        gettext_noop("Une candidature à déposer : {call}"),
        gettext_noop("Dans l’appel « {call} », vous avez commencé sans déposer :\n{lines}"),
    ),
}


def _post(address: str, subject: str, body: str, key: str) -> None:
    text = _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body)
    mail.post(to=address, subject=subject, text=text, key=key)


def tell_signatories(proposal: ListProposal, version: DossierVersion) -> int:
    """To each person named to sign: a list awaits them. How many were told. Price: one query, two for each of them."""
    people = Person.objects.filter(pk__in=proposal.signatories.values("person"), is_active=True).order_by("pk")
    subject = _marked(proposal.call, _("Une liste à signer : {call}").format(call=proposal.call.title))
    body = _(
        "La liste de l’appel « {call} » est arrêtée. Vous êtes parmi les personnes qui la signent : relisez-la, puis "
        "signez-la, ou dites pourquoi vous ne la signez pas."
    ).format(call=proposal.call.title)
    for person in people:
        _post(person.email, subject, body, f"calls.list:{version.pk}:{person.pk}")
    return len(people)


def tell_appeal(appeal: Appeal, at: datetime) -> int:
    """To those who record national decisions: an appeal was lodged. How many were told.

    Price: two queries, two for each of them.
    """
    holding = Membership.objects.filter(
        role__granted__permission=RECORD, valid_from__lte=at, valid_to__gt=at, perimeter_kind="national"
    )
    people = Person.objects.filter(pk__in=holding.values("person"), is_active=True).order_by("pk")
    decision = appeal.decision
    subject = _marked(decision.call, _("Un recours : {site}").format(site=decision.site.name))
    body = _("{site} demande de revoir la décision de l’appel « {call} ».").format(
        site=decision.site.name, call=decision.call.title
    )
    for person in people:
        _post(person.email, subject, body, f"calls.appeal:{appeal.pk}:{person.pk}")
    return len(people)


def tell_appeal_answer(answer: AppealAnswer, at: datetime) -> int:
    """To the applicant: what was answered to their appeal. How many were told.

    Price: two queries, and two for each of them."""
    decision = answer.appeal.decision
    subject = _marked(decision.call, _("Votre recours : {site}").format(site=decision.site.name))
    body = f"{answer.get_outcome_display()}.\n\n{answer.reasons}\n\n{notices.appeals().text}"
    people = _concerned(decision.application, at) if decision.application else []
    for person in people:
        _post(person.email, subject, body, f"calls.appeal_answer:{answer.pk}:{person.pk}")
    return len(people)
