"""What the interface of projects shares: who asks and when, the record that was named, a page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from marelle.domains.accounts.models import Person
from marelle.domains.projects.access import visible_projects
from marelle.domains.projects.access.files import visible_files
from marelle.domains.projects.models import Project, ProjectFile
from marelle.domains.projects.queries import steering
from marelle.domains.projects.rules.chapters import NotOfTheProject
from marelle.kernel.access import Viewer, load
from marelle.kernel.clock import PARIS

from .application_schemas import ClashOut, UnfiledOut
from .schemas import Fault

READ = "projects.read"
REFUSALS: dict[Any, Any] = {401: Fault, 403: Fault, 404: Fault, 409: Fault, 422: Fault}
# Of what is saved into a sheet: a clash tells both texts, a refusal of answers says where each thing to mend is.
SAVING: dict[Any, Any] = {**REFUSALS, 409: ClashOut, 422: UnfiledOut}
Row = TypeVar("Row")


class Paged(Schema):
    """Which part of a list."""

    limit: int = Field(100, ge=1, le=500, description="how many at most")
    offset: int = Field(0, ge=0, le=1_000_000, description="how many to pass over")


def who(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


def by(request: HttpRequest) -> dict[str, Any]:
    """Who gives an order, and when."""
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def today_of(request: HttpRequest) -> date:
    """The day in Paris."""
    day: date = request.clock.now.astimezone(PARIS).date()  # type: ignore[attr-defined]
    return day


def project_for(request: HttpRequest, pk: int) -> Project:
    """One project, to whoever may read it. Price: one query."""
    return load(who(request), READ, visible_projects(who(request)), pk=pk)


def file_for(request: HttpRequest, pk: int) -> ProjectFile:
    """The file of one project, to whoever may read it. Price: one query."""
    return load(who(request), READ, visible_files(who(request)), project=pk)


def people_named(request: HttpRequest, project: Project, numbers: Sequence[int], field: str) -> list[Person]:
    """Those who have a role in the city, by their numbers; refuses `NotOfTheProject`. Price: one query."""
    there = {one.pk: one for one in steering.people_here(project, by(request)["at"])}
    if not set(numbers) <= set(there):
        raise NotOfTheProject(field=field)
    return [there[number] for number in numbers]


def part_of(rows: Sequence[Row] | QuerySet[Any, Row], asked: Paged) -> list[Row]:
    """The part of a list that was asked for; a queryset asks the database for no more."""
    return list(rows[asked.offset : asked.offset + asked.limit])


def fields(record: Any, names: str) -> dict[str, Any]:
    """Some fields of a record, by name; « owner_id » is told as « owner »."""
    return {name.removesuffix("_id"): getattr(record, name) for name in names.split()}
