"""The letters of projects that are being finalised. They name a city, its team and its authorities, never a child."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.accounts.models import Person
from marelle.kernel import mail
from marelle.kernel.dossiers import OPINIONS
from marelle.kernel.dossiers.models import Voice

from ..access.files import DECIDE, EXTEND
from ..models import (
    ChapterComment,
    FinalisingExtension,
    ProjectFile,
    ProjectTask,
    ProjectVersion,
    ReviewVersion,
    YearlyReview,
)
from ..queries.files import national_people, people_of, people_with, team_of
from ..states.finalising import LAPSES


def tell_submitted(file: ProjectFile, version: ProjectVersion, at: datetime) -> int:
    """To those who speak from the three seats: that a text awaits them. Price: one query, two a person."""
    body = _(
        "Le projet de la cité éducative de {site} est soumis aux trois voix : commune, préfet, recteur. "
        "Relisez la version {number} et donnez la vôtre."
    ).format(site=_site(file), number=version.number) + _until(file)
    people = people_with(file, [seat.permission for seat in file.rule.voices.seats], at)
    return _tell(people, _("Votre voix sur le projet de {site}").format(site=_site(file)), body, _key(version, "out"))


def tell_lapsed(
    file: ProjectFile, version: ProjectVersion, voices: Sequence[Voice], at: datetime, changed: Sequence[str] = ()
) -> int:
    """To those who had spoken, and to the team: that these voices count no more, why, and what changed. Price: as
    above, and one."""
    why = version.why or "\n".join([_("Ce qui a changé :"), *(f"- {one}" for one in changed)] if changed else [])
    body = _(
        "La version {number} du projet de la cité éducative de {site} n’est plus soumise aux voix. {reason}.\n\n{why}"
    ).format(number=version.number, site=_site(file), reason=LAPSES[version.lapsed_for], why=why)
    spoke = Person.objects.filter(pk__in=[voice.person_id for voice in voices], is_active=True)
    fallen = _("\n\nVotre voix est tombée : elle reste lisible, et sera à redonner sur la prochaine version soumise.")
    subject = _("Le projet de {site} revient à l’écriture").format(site=_site(file))
    told = _tell(spoke, subject, body + fallen, _key(version, "lapsed"))
    others = [one for one in team_of(file, at) if one.pk not in {voice.person_id for voice in voices}]
    return told + _tell(others, subject, body, _key(version, "lapsed"))


def tell_voice(file: ProjectFile, version: ProjectVersion, voice: Voice, at: datetime) -> int:
    """To the team: what one of the three said, and why. Price: one query, two a person."""
    seat = file.rule.voices.seat(voice.seat)
    body = _("{seat} : {opinion}, sur la version {number} du projet de {site}.\n\n{reasons}").format(
        seat=seat.label if seat else voice.seat,
        opinion=OPINIONS[voice.opinion],
        number=version.number,
        site=_site(file),
        reasons=voice.reasons,
    )
    subject = _("Une voix sur le projet de {site}").format(site=_site(file))
    return _tell(team_of(file, at), subject, body, f"projects.voice:{voice.pk}")


def tell_finalised(file: ProjectFile, at: datetime) -> int:
    """To everybody who has a role in the city, and to the national team. Price: two queries, two a person."""
    body = _(
        "Le projet de la cité éducative de {site} est finalisé : les trois membres de la troïka ont parlé sur le même "
        "texte. Il court du {first} au {last}."
    ).format(site=_site(file), first=_day(file.project.starts_on), last=_last_day_of_label(file))
    subject = _("Le projet de {site} est finalisé").format(site=_site(file))
    people = [*people_of(file, at), *national_people(DECIDE, at)]
    return _tell(people, subject, body, f"projects.finalised:{file.pk}")


def tell_late(file: ProjectFile, at: datetime) -> int:
    """To the team, the three seats and the national team: that the last day is over. Price: three queries, two each."""
    body = _(
        "La date de finalisation du projet de la cité éducative de {site} est passée ({day}). Rien n’est perdu : son "
        "équipe peut demander un délai, que le préfet ou l’équipe nationale accorde ou refuse."
    ).format(site=_site(file), day=_day(file.project.finalise_by))
    seats = [seat.permission for seat in file.rule.voices.seats]
    people = [*team_of(file, at), *people_with(file, seats, at), *national_people(DECIDE, at)]
    subject = _("Projet en retard : {site}").format(site=_site(file))
    return _tell(people, subject, body, f"projects.late:{file.pk}:{file.project.finalise_by}")


def tell_reminder(file: ProjectFile, days: int, people: Iterable[Person], left: str) -> int:
    """To these people: how many days are left, or how many the project is late, and what is not done. Price: two
    queries a person."""
    due = file.project.finalise_by
    assert due is not None
    words, subject = _reminder_words(days)
    body = words.format(days=abs(days), site=_site(file), day=_day(due))
    key = f"projects.reminder:{file.pk}:{due}:{days}"
    return _tell(people, subject.format(site=_site(file)), f"{body}\n\n{left}", key)


def _reminder_words(days: int) -> tuple[str, str]:
    """The sentence and the subject, before the last day and after it."""
    if days >= 0:
        said = ngettext(
            "Il reste {days} jour pour finaliser le projet de la cité éducative de {site} (dernier jour : {day}).",
            "Il reste {days} jours pour finaliser le projet de la cité éducative de {site} (dernier jour : {day}).",
            days,
        )
        return said, _("À finaliser : le projet de {site}")
    late = ngettext(
        "Le projet de la cité éducative de {site} est en retard de {days} jour (dernier jour : {day}).",
        "Le projet de la cité éducative de {site} est en retard de {days} jours (dernier jour : {day}).",
        -days,
    )
    way_on = _(
        "Son équipe peut demander un délai. Le préfet ou l’équipe nationale peut l’accorder. L’équipe nationale peut "
        "aussi renvoyer le projet à l’écriture, ou retirer le label."
    )
    return f"{late} {way_on}", _("Projet en retard : {site}")


def tell_extension_asked(asked: FinalisingExtension, at: datetime) -> int:
    """To those who may grant it. Price: two queries, two a person."""
    file = asked.file
    body = _("Un délai est demandé pour le projet de {site}, jusqu’au {until}.\n\nLa raison :\n{why}").format(
        site=_site(file), until=_day(asked.until), why=asked.why
    )
    people = [*people_with(file, [EXTEND], at), *national_people(EXTEND, at)]
    return _tell(
        people, _("Délai demandé : {site}").format(site=_site(file)), body, f"projects.extension:{asked.pk}:asked"
    )


def tell_extension_answered(asked: FinalisingExtension, at: datetime) -> int:
    """To the team and to the three seats: granted or refused, by whom, why. Price: two queries, two a person."""
    file = asked.file
    granted = asked.state == "granted"
    said = _("Le délai est accordé") if granted else _("Le délai est refusé")
    body = _("{said} pour le projet de {site} : {until}.\n\nLa raison :\n{why}").format(
        said=said, site=_site(file), until=_day(asked.until), why=asked.answer
    )
    seats = [seat.permission for seat in file.rule.voices.seats]
    people = [*team_of(file, at), *people_with(file, seats, at)]
    subject = _("{said} : {site}").format(said=said, site=_site(file))
    return _tell(people, subject, body, f"projects.extension:{asked.pk}:answered")


def tell_task(task: ProjectTask) -> int:
    """To whoever has to do it. Price: two queries."""
    body = _("Dans le projet de {site}, pour le {day} :\n{what}").format(
        site=_site(task.file), day=_day(task.due_on), what=task.what
    )
    subject = _("À faire : le projet de {site}").format(site=_site(task.file))
    return _tell([task.owner], subject, body, f"projects.task:{task.pk}")


def tell_comment(comment: ChapterComment, to: Iterable[Person], title: str) -> int:
    """To the owner of a chapter, and to who began the thread. Price: two queries a person."""
    file = comment.chapter.file
    body = _("{who}, sur le chapitre « {title} » du projet de {site} :\n{text}").format(
        who=comment.author.full_name if comment.author else "", title=title, site=_site(file), text=comment.text
    )
    subject = _("Un commentaire sur le projet de {site}").format(site=_site(file))
    return _tell(to, subject, body, f"projects.comment:{comment.pk}")


def tell_review_submitted(review: YearlyReview, version: ReviewVersion, at: datetime) -> int:
    """To those who speak from the three seats: that a review awaits them. Price: one query, two a person."""
    named = {"site": review.project.site.name, "year": review.year}
    body = _(
        "La revue {year} de la cité éducative de {site} est soumise aux trois voix : commune, préfet, recteur. "
        "Relisez-la et donnez la vôtre."
    ).format(**named)
    people = people_with(review, [seat.permission for seat in review.rule.voices.seats], at)
    subject = _("Votre voix sur la revue {year} de {site}").format(**named)
    return _tell(people, subject, body, f"projects.review:{version.pk}:out")


def tell_review_lapsed(review: YearlyReview, version: ReviewVersion, voices: Sequence[Voice], at: datetime) -> int:
    """To those who had spoken, and to the team: that these voices count no more. Price: two queries, two a person."""
    named = {"site": review.project.site.name, "year": review.year}
    body = _(
        "La revue {year} de la cité éducative de {site} n’est plus soumise aux voix. {reason}.\n\n{why}\n\n"
        "Les voix données sont tombées : elles restent lisibles, et seront à redonner."
    ).format(reason=LAPSES[version.lapsed_for], why=version.why, **named)
    spoke = Person.objects.filter(pk__in=[voice.person_id for voice in voices], is_active=True)
    subject = _("La revue {year} de {site} revient à l’écriture").format(**named)
    return _tell([*spoke, *team_of(review, at)], subject, body, f"projects.review:{version.pk}:lapsed")


def tell_review_validated(review: YearlyReview, at: datetime) -> int:
    """To the team and to the national team: that the three carry a review. Price: two queries, two a person."""
    named = {"site": review.project.site.name, "year": review.year}
    body = _(
        "La revue {year} de la cité éducative de {site} est validée par la commune, le préfet et le recteur. "
        "Elle ne change plus."
    ).format(**named)
    people = [*team_of(review, at), *national_people(DECIDE, at)]
    subject = _("La revue {year} de {site} est validée").format(**named)
    return _tell(people, subject, body, f"projects.review:{review.pk}:validated")


def _tell(people: Iterable[Person], subject: str, body: str, key: str) -> int:
    text = _("Bonjour,\n\n{body}\n\nVous retrouvez tout dans Marelle.\n").format(body=body)
    once = {person.pk: person for person in people}
    for person in once.values():
        mail.post(to=person.email, subject=subject, text=text, key=f"{key}:{person.pk}")
    return len(once)


def _site(file: ProjectFile) -> str:
    return file.project.site.name


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _last_day_of_label(file: ProjectFile) -> str:
    return _day(date(file.project.ends_on.year - 1, 12, 31))


def _until(file: ProjectFile) -> str:
    due = file.project.finalise_by
    return _("\n\nDernier jour pour finaliser : {day}.").format(day=_day(due)) if due else ""


def _key(version: ProjectVersion, what: str) -> str:
    return f"projects.version:{version.pk}:{what}:{version.file.submissions}"
