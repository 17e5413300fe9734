"""Who holds which role in a cité, since when; and what somebody who leaves hands over. Never a child's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.models import Membership
from marelle.domains.projects.access.steering import STEER, sees_roles
from marelle.domains.projects.models import Project
from marelle.domains.projects.queries.roles import Handover, handover_of, held_in, holds
from marelle.kernel.access import Forbidden, NotFound
from marelle.kernel.clock import PARIS
from marelle.web.ui.tables import Column, Table

from .document import Part, as_pdf
from .steering_shared import chapter_title, page, project_for, today_of

COLUMNS = (
    Column("role", gettext_lazy("Rôle"), lambda right: right.role.name),
    Column("qui", gettext_lazy("Qui"), lambda right: right.person.full_name),
    Column("pour", gettext_lazy("Pour"), lambda right: right.organisation.name),
    Column("depuis", gettext_lazy("Depuis le"), lambda right: _day(right.valid_from), kind="date"),
    Column("jusqu_au", gettext_lazy("Jusqu’au"), lambda right: _day(right.valid_to), kind="date"),
)


def _day(instant: datetime) -> Any:
    return instant.astimezone(PARIS).date()


def _project(request: HttpRequest, pk: int) -> Project:
    """Refuses whoever neither steers nor speaks."""
    project = project_for(request, pk)
    if not sees_roles(request.viewer, project):  # type: ignore[attr-defined]
        raise Forbidden(permission=STEER)
    return project


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: two queries."""
    project, now = _project(request, pk), request.clock.now  # type: ignore[attr-defined]
    rights = held_in(project, now)
    held = [one for one in rights if holds(one, now)]
    link = Column(
        "qui",
        gettext_lazy("Qui"),
        lambda right: right.person.full_name,
        kind="link",
        href=lambda right: reverse("project_handover", args=[pk, right.person_id]),
    )
    now_columns = (COLUMNS[0], link, *COLUMNS[2:])
    content = page(
        request,
        project,
        "project_roles",
        held=Table(now_columns, held, _("Qui tient quel rôle aujourd’hui"), caption_hidden=True),
        before=Table(
            COLUMNS,
            [one for one in rights if one not in held],
            _("Avant, et à venir"),
            caption_hidden=True,
            empty=_("Personne d’autre n’a tenu de rôle ces trois dernières années."),
        ),
    )
    return render(request, "projects/roles.html", content)


def _handover(request: HttpRequest, pk: int, person: int) -> tuple[Project, Handover]:
    project, now = _project(request, pk), request.clock.now  # type: ignore[attr-defined]
    found = handover_of(project, person, now)
    if found is None:
        raise NotFound
    return project, found


def handover(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """What somebody has in hand, to be handed over. Price: nine queries."""
    project, found = _handover(request, pk, person)
    parts = list(parts_of(project, found, request))
    content = page(request, project, "project_roles", left=found, parts=parts)
    return render(request, "projects/handover.html", content)


def handover_pdf(request: HttpRequest, pk: int, person: int) -> FileResponse:
    """The same as a PDF. Price: as `handover`."""
    project, found = _handover(request, pk, person)
    title = _("Passation de {who}").format(who=found.person.full_name)
    lede = _("Cité éducative de {site}, {years}.").format(site=project.site.name, years=project.period.label)
    return as_pdf(
        f"{project.site.slug}-passation", title, lede, list(parts_of(project, found, request)), today_of(request)
    )


def parts_of(project: Project, left: Handover, request: HttpRequest) -> Iterator[Part]:
    """The parts of a handover, the same on the page and in the file."""
    today, heads = today_of(request), [_("Quoi"), _("Pour le"), _("État")]

    def dated(words: str, day: Any, state: Any) -> list[str]:
        late = f" ({_('en retard')})" if day < today else ""
        return [words, date_format(day, "d/m/Y") + late, str(state)]

    shape: dict[str, Any] = {"heads": heads, "widths": (5, 2, 2)}
    decisions = [dated(f"{one.code} {one.words}", one.due_on, one.stage.label) for one in left.decisions]
    yield Part(_("Décisions à mener"), _("Aucune décision à mener."), rows=decisions, **shape)
    tasks = [dated(one.what, one.due_on, _("À faire")) for one in left.tasks]
    yield Part(_("Tâches"), _("Aucune tâche."), rows=tasks, **shape)
    asked = [dated(one.what, one.due_on, one.stage.label) for one in left.reservations]
    yield Part(_("Réserves à lever"), _("Aucune réserve à lever."), rows=asked, **shape)
    chapters = [f"{chapter_title(one)} ({one.stage.label})" for one in left.chapters]
    yield Part(_("Chapitres du projet qui lui sont confiés"), _("Aucun chapitre."), lines=chapters)
    yield Part(_("Instances où cette personne siège"), _("Aucune instance."), lines=[one.name for one in left.bodies])
    yield Part(_("Ses rôles"), _("Aucun rôle."), lines=[_told(one) for one in left.rights])
    yield Part(_("Avec qui"), _("Personne d’autre n’a de rôle ici."), lines=[_told(one) for one in left.others])
    yield Part(_("Où sont les choses"), "", lines=list(_where(project, request)))


def _told(right: Membership) -> str:
    return _("{who}, {role}, {body}, depuis le {day}").format(
        who=right.person.full_name,
        role=right.role.name,
        body=right.organisation.name,
        day=date_format(_day(right.valid_from), "j F Y"),
    )


def _where(project: Project, request: HttpRequest) -> Iterator[str]:
    for label, name in (
        (_("Le projet, ses chapitres et ses versions"), "project"),
        (_("Les réunions, leurs pièces et leurs relevés"), "project_steering"),
        (_("Les décisions et leurs suites"), "project_decisions"),
        (_("Qui tient quel rôle"), "project_roles"),
    ):
        yield f"{label} : {request.build_absolute_uri(reverse(name, args=[project.pk]))}"
