"""The home of each person: their next step first, with its date; then what they may open. Honest when empty."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.accounts.queries import rights_of
from marelle.domains.calls.access import own_applications
from marelle.domains.calls.access.boards import speaks
from marelle.domains.calls.models import Application, Call
from marelle.domains.calls.queries import applications as questions
from marelle.domains.calls.queries.deciding import waiting_for_a_decision
from marelle.domains.calls.queries.lines import lines
from marelle.domains.calls.queries.listing import MINE, Asked, listing
from marelle.domains.calls.queries.lists import lists_to_sign, lists_under_way
from marelle.domains.calls.queries.reviews import desk
from marelle.domains.calls.queries.waiting import upheld_appeals
from marelle.domains.funding.queries import Week, most_urgent, week_of
from marelle.domains.projects.models import Project
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.words import elided
from marelle.web.ui.dues import day_words, line_of

from .call_boards import boards_of

# The authorities that may give themselves a deputy.
FEW, URGENT = 5, 3
KEYS = ("calls.give_opinion_prefect", "calls.give_opinion_rector")


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do: what, by when, where to do it, what the link says."""

    title: str
    text: str
    url: str
    label: str
    due: date | None = None
    late: bool = False


def show(request: HttpRequest) -> HttpResponse:
    """Price: at most fifteen queries beyond the session, whatever the number of sites and of candidatures."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    now = request.clock.now  # type: ignore[attr-defined]
    today = now.astimezone(PARIS).date()
    week = week_of(viewer, now, most=URGENT) if viewer.may("projects.read") else None
    steps = sorted(
        _steps(viewer, now, week.projects if week else ()), key=lambda step: (step.due is None, step.due or today)
    )
    context = {
        "first": steps[0] if steps else None,
        "others": steps[1:],
        "rights": rights_of(viewer.person_id, now) if viewer.person_id else [],
        "boards": boards_of(viewer, now),
        "sites_url": reverse("sites"),
        "doors": _doors(viewer),
        **(_week(viewer, week, today) if week and not week.is_empty else {}),
    }
    return render(request, "shell/home.html", context)


def _week(viewer: Viewer, week: Week, today: date) -> dict[str, Any]:
    """How much is late, what is most urgent, what comes next: the counts of the page of the week, and its sentences."""
    late, asked = week.mine(viewer)
    coming = week.coming[0] if week.coming else None
    return {
        "week": week,
        "late_mine": late,
        "asked": asked,
        "urgent": [line_of(viewer, one, today, today) for one in most_urgent(viewer, week, URGENT)],
        "next": line_of(viewer, coming, today, today) if coming else None,
        "next_day": day_words(coming.on, today) if coming and coming.on else "",
    }


def _doors(viewer: Viewer) -> list[tuple[str, str]]:
    """The lists that the person may open, by the name of each: what their rights lead to, beyond the next step."""
    doors = (
        ("projects.read", "week", _("Ma semaine")),
        ("calls.record_decision", "calls", _("Appels et décisions")),
        ("calls.review", "desk", _("Candidatures à noter")),
        ("projects.read", "directories", _("Annuaires des partenaires")),
        ("network.write_own_sheet", "own_sheets", _("Mes fiches")),
        ("territories.import", "import_choose", _("Importer un fichier")),
        ("accounts.see_members", "organisations", _("Organisations et membres")),
        ("accounts.deactivate_person", "people", _("Comptes")),
        ("audit.read_technical", "log", _("Journal")),
    )
    opened = [(label, reverse(name)) for permission, name, label in doors if viewer.may(permission)]
    if viewer.may("accounts.invite") and (viewer.may(KEYS[0]) or viewer.may(KEYS[1])):
        opened.append((_("Suppléances"), reverse("deputies")))
    return opened


def _steps(viewer: Viewer, now: datetime, projects: Sequence[Project]) -> Iterator[NextStep]:
    today = now.date()
    if viewer.may("calls.write_application") or viewer.may("calls.file_application"):
        yield from _drafts(viewer, now)
    if viewer.may("calls.review"):
        yield from _to_mark(viewer, today)
    if viewer.may("calls.read_list"):
        yield from _lists(viewer, today)
    if viewer.may("calls.record_decision"):
        yield from _appeals(viewer)
        yield from _decisions(viewer, today)
    if speaks(viewer):
        yield from _opinions(viewer, now)
    if viewer.may("calls.write_application") or viewer.may("calls.file_application"):
        yield from _filed(viewer)
    if viewer.may("projects.read"):
        yield from _projects(projects, today)


def _drafts(viewer: Viewer, now: datetime) -> Iterator[NextStep]:
    """What the first to close still lacks is said: it costs the registers of its call, the others wait their turn."""
    today = now.date()
    for place, application in enumerate(questions.drafts_of(viewer, now)[:FEW]):
        closes = application.closes_at
        due = closes.date() if closes else None
        said = _remaining(due, today) if due else _("Cet appel n’a pas de clôture.")
        yield NextStep(
            title=elided(_("Terminer l’avant-projet de {site}").format(site=application.site.name)),
            text=f"{'' if place else _left(application) + ' '}{said}",
            url=reverse("application", args=[application.pk]),
            label=_("Ouvrir l’avant-projet"),
            due=due,
            late=due is not None and due < today,
        )


def _left(application: Application) -> str:
    """« Il reste 12 points à compléter. »"""
    count = len(questions.what_is_left(application).faults)
    if not count:
        return _("Tout est rempli : il reste à le déposer.")
    return ngettext("Il reste {n} point à compléter.", "Il reste {n} points à compléter.", count).format(n=count)


def _to_mark(viewer: Viewer, today: date) -> Iterator[NextStep]:
    """One step a call, whatever the number of files: the desk says the rest."""
    left: dict[Call, int] = {}
    for row in desk(viewer):
        if row.left:
            left[row.assignment.call] = left.get(row.assignment.call, 0) + 1
    for call, count in left.items():
        due = call.decision_by
        said = ngettext("{n} candidature attend vos notes.", "{n} candidatures attendent vos notes.", count)
        yield NextStep(
            title=_("Noter : {call}").format(call=call.title),
            text=" ".join(part for part in (said.format(n=count), _remaining(due, today) if due else "") if part),
            url=reverse("desk"),
            label=_("Ouvrir mes candidatures à noter"),
            due=due,
            late=due is not None and due < today,
        )


def _lists(viewer: Viewer, today: date) -> Iterator[NextStep]:
    """The lists on their way: to sign for whoever must, to deliberate, to decide."""
    mine = {one.pk for one in lists_to_sign(viewer)}
    for one in lists_under_way(viewer):
        signs = one.pk in mine
        if one.state == "to_sign" and not signs:
            continue
        due = one.call.decision_by
        said = _("Votre signature est attendue.") if signs else str(one.stage.label) + "."
        yield NextStep(
            title=(_("Signer la liste : {call}") if signs else _("La liste : {call}")).format(call=one.call.title),
            text=" ".join(part for part in (said, _remaining(due, today) if due else "") if part),
            url=reverse("list_sign" if signs else "list_jury", args=[one.call.slug]),
            label=_("Relire et signer") if signs else _("Ouvrir la liste"),
            due=due,
            late=signs and due is not None and due < today,
        )


def _appeals(viewer: Viewer) -> Iterator[NextStep]:
    """The appeals that were upheld: each leads to another decision."""
    for appeal in upheld_appeals(viewer)[:FEW]:
        yield NextStep(
            title=_("Remplacer la décision sur {site}").format(site=appeal.decision.site.name),
            text=_("Son recours est accepté."),
            url=reverse("decision_replace", args=[appeal.decision_id]),
            label=_("Écrire la nouvelle décision"),
        )


def _decisions(viewer: Viewer, today: date) -> Iterator[NextStep]:
    for call, count in waiting_for_a_decision(viewer).items():
        due = call.decision_by
        ready = ngettext("{n} candidature a ses deux avis.", "{n} candidatures ont leurs deux avis.", count)
        yield NextStep(
            title=_("Décider : {call}").format(call=call.title),
            text=" ".join(part for part in (ready.format(n=count), _remaining(due, today) if due else "") if part),
            url=f"{reverse('call', args=[call.slug])}?step=pretes",
            label=_("Voir ce qui est prêt"),
            due=due,
            late=due is not None and due < today,
        )


def _opinions(viewer: Viewer, now: datetime) -> Iterator[NextStep]:
    """The opinions awaited from an authority, the oldest file first: a few, the board counts the rest."""
    today, asked = now.astimezone(PARIS).date(), Asked(opinions=MINE, order="deposee")
    for line in lines(viewer, listing(viewer, asked, now)[:FEW]):
        due = line.opinions_by
        yield NextStep(
            title=elided(_("Donner un avis sur l’avant-projet de {site}").format(site=line.site)),
            text=_remaining(due, today) if due else line.organisation,
            url=reverse("application_opinions", args=[line.id]),
            label=_("Lire et donner un avis"),
            due=due,
            late=due is not None and due < today,
        )


def _filed(viewer: Viewer) -> Iterator[NextStep]:
    """What a town waits for on what it filed."""
    rows = own_applications(viewer).filter(state__in=("filed", "under_review"))
    filed = list(rows.order_by("filed_at", "pk")[:FEW])
    awaited = questions.awaited_seats(filed) if filed else {}
    for application in filed:
        seats = ", ".join(str(seat) for seat in awaited.get(application.pk, ()))
        if not seats:
            continue
        yield NextStep(
            title=elided(_("Avis attendus sur l’avant-projet de {site}").format(site=application.site.name)),
            text=_("Il manque : {seats}.").format(seats=seats),
            url=reverse("application", args=[application.pk]),
            label=_("Voir où en est le dossier"),
        )


def _projects(projects: Iterable[Project], today: date) -> Iterator[NextStep]:
    """Real projects and invented ones are counted apart: a number never mixes them."""
    unfinished = [one for one in projects if one.state == "finalising"]
    for invented in (False, True):
        yield from _projects_of([one for one in unfinished if one.invented is invented], invented, today)


def _projects_of(projects: Sequence[Project], invented: bool, today: date) -> Iterator[NextStep]:
    if len(projects) > 3:
        yield _many_projects(projects, invented, today)
        return
    for project in projects:
        due = project.finalise_by
        yield NextStep(
            title=elided(
                (
                    _("Finaliser le projet de {site} (inventé)") if invented else _("Finaliser le projet de {site}")
                ).format(site=project.site.name)
            ),
            text=_remaining(due, today) if due else _("La date n’est pas fixée."),
            url=reverse("project", args=[project.pk]),
            label=_("Ouvrir le projet"),
            due=due,
            late=due is not None and due < today,
        )


def _many_projects(projects: Sequence[Project], invented: bool, today: date) -> NextStep:
    due = min((one.finalise_by for one in projects if one.finalise_by), default=None)
    said = _("{count} projets inventés restent à finaliser") if invented else _("{count} projets restent à finaliser")
    return NextStep(
        title=said.format(count=len(projects)),
        text=_remaining(due, today) if due else "",
        url=reverse("projects"),
        label=_("Voir les projets"),
        due=due,
        late=due is not None and due < today,
    )


def _remaining(due: date, today: date) -> str:
    """« Il reste 13 jours, jusqu’au 31 décembre 2019. »"""
    days, when = (due - today).days, date_format(due, "j F Y")
    if days < 0:
        return _("La date du {when} est passée.").format(when=when)
    if days == 0:
        return _("C’est aujourd’hui le dernier jour.")
    sentence = ngettext("Il reste {days} jour, jusqu’au {when}.", "Il reste {days} jours, jusqu’au {when}.", days)
    return sentence.format(days=days, when=when)
