"""The working tables of a project in a spreadsheet: each goes out from here and comes back, by the same screens."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.services.tables import PROJECT_TABLES, asked_of
from marelle.kernel.access import NotFound, load
from marelle.web.ui.returning import Desk, book_page, desk_page, file_page

from .showing import READ

# The list from which each table goes out.
LISTS = {
    "actions": "project_actions",
    "chapters": "project_chapters",
    "bodies": "project_bodies",
    "tasks": "project_tasks",
    "reservations": "project_reservations",
    "meetings": "project_steering",
    "decisions": "project_decisions",
    "roles": "project_roles",
}


def desk_of(request: HttpRequest, pk: int, table: str) -> Desk:
    """Where one table of a project goes out and comes back. Price: one query."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    project = load(viewer, READ, visible_projects(viewer), pk=pk)
    found = PROJECT_TABLES.get(table)
    if found is None:
        raise NotFound
    title = str(found.label)
    return Desk(
        asked=asked_of(project, by=viewer, at=now),
        tables=[found],
        code=f"projects.{found.code}",
        title=title,
        name=f"{title.lower()}-{project.site.slug}",
        home=(f"{title}, {project.site.name}", reverse(LISTS[table], args=[pk])),
        here=reverse("project_table", args=[pk, table]),
        file=lambda ending: reverse("project_table_file", args=[pk, table, ending]),
        book=lambda number: reverse("project_table_book", args=[pk, table, number]),
    )


def show(request: HttpRequest, pk: int, table: str) -> HttpResponse:
    """Price: four queries, and those of the right to send it back."""
    return desk_page(request, desk_of(request, pk, table))


def as_file(request: HttpRequest, pk: int, table: str, ending: str) -> HttpResponseBase:
    """Price: one query, and those of its lines."""
    return file_page(desk_of(request, pk, table), ending)


def book(request: HttpRequest, pk: int, table: str, book: int) -> HttpResponse:
    """Price: that of the orders that are tried, taken back."""
    return book_page(request, desk_of(request, pk, table), book)
