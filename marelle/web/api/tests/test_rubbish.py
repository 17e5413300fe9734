"""Whatever a program sends to the operations of a project is refused in words: never a fault, never another city's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from marelle.domains.projects import services
from marelle.domains.projects.models import ProjectFile
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.domains.projects.tests.writing import owner
from marelle.web.api.v1 import api

pytestmark = pytest.mark.django_db
ABOUT = re.compile(r"^/api/v1/(projects/|actions/|partner-sheets|sites/\{site_id\}/(ground|split|merge|name|partners))")
WRITING = ("post", "put", "patch")
LONG = "é\u202e" * 3_000
JUNK: tuple[Any, ...] = (
    *(None, -1, 2**62, 10**9, 1.5, True, "", " ", LONG, [], {}, [None], [[]], {"a": {"b": []}}, [LONG], ["x", "x"]),
    *("9999-12-31", "0001-01-01", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "=1+1", "\u0000x"),
)
WHOLE: tuple[Any, ...] = ([], "x", 3, None, {}, {"é": 1})
REFUSED = {400, 403, 404, 405, 409, 422}


@cache
def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Of each operation: its verb, its path, an order that says something of everything."""
    schema = api.get_openapi_schema()
    found = {}
    for path, verbs in schema["paths"].items():
        for verb, told in verbs.items():
            if ABOUT.match(path):
                body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
                shapes = schema["components"]["schemas"]
                found[told["operationId"].split("_api_")[-1]] = (verb, path, value_of(body, shapes) if body else {})
    return found


def value_of(told: dict[str, Any], shapes: dict[str, Any]) -> Any:
    """Something that a shape takes."""
    if "$ref" in told:
        told = shapes[told["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in told:
        return value_of(told["anyOf"][0], shapes)
    if "enum" in told or "const" in told:
        return told.get("const", (told.get("enum") or [None])[0])
    if told.get("type") == "object":
        return {name: value_of(one, shapes) for name, one in told.get("properties", {}).items()}
    plain: dict[str, Any] = {"integer": 1, "boolean": True, "number": 1.5, "array": []}
    days = {"date": "2019-07-01", "date-time": "2019-07-01T10:00:00+02:00"}
    return plain.get(told.get("type", ""), days.get(told.get("format", ""), "x"))


@pytest.fixture
def records(file: ProjectFile, leader: Any, now: Any) -> dict[str, Any]:
    """What stands in the paths: records of one project."""
    told = {"by": leader, "at": now}
    body = services.open_body(project=file.project, name="Comité", level=1, rhythm="year", **told)
    meeting = services.plan_meeting(body=body, starts_at=now + timedelta(hours=1), **told)
    point = services.add_point(meeting=meeting, words="Un", kind="decision", **told)
    decided = {"words": "Écrire.", "owner": owner(leader), "due_on": (now + timedelta(days=30)).date()}
    action = services.open_action(project=file.project, answers=WEDNESDAYS, **told)
    return {
        "project": file.project_id,
        "action": action.pk,
        "section": "identite",
        "body": body.pk,
        "meeting": meeting.pk,
        "point": point.pk,
        "decision": services.record_decision(meeting=meeting, **decided, **told).pk,
        "site_id": file.project.site.slug,
        "person": leader.person_id,
        "year": 2019,
        "field": "name",
        "code": "A-001",
        "file": "00000000-0000-4000-8000-000000000000",
    }


def address(path: str, records: dict[str, Any]) -> str:
    main = records["action" if path.startswith("/api/v1/actions") else "project"]
    told = re.sub(r"\{(?:\w+:)?pk\}", str(main), path)
    return re.sub(r"\{(?:\w+:)?(\w+)\}", lambda hole: str(records.get(hole[1], 7)), told)


def bodies(order: Any) -> Iterator[Any]:
    """Every wrong order: wrong as a whole, then in one thing, each with a third of the rubbish."""
    yield from WHOLE
    for place, name in enumerate(order if isinstance(order, dict) else ()):
        for junk in JUNK[place % 3 :: 3]:
            yield order | {name: junk}


ORDERS = sorted(name for name, (verb, _path, _order) in operations().items() if verb in WRITING)


@pytest.mark.parametrize("name", ORDERS)
def test_rubbish_is_refused_in_words(name: str, entered: Any, leader: Any, records: dict[str, Any]) -> None:
    verb, path, order = operations()[name]
    client, where = entered(leader), address(path, records)
    for body in bodies(order):
        answer = getattr(client, verb)(where, json.dumps(body), content_type="application/json")
        assert answer.status_code < 500, (verb, where, body)
        if answer.status_code >= 400:
            assert answer.status_code in REFUSED and answer.json().keys() >= {"code", "detail"}, (where, body)


def test_nothing_of_another_city_is_told_or_changed(
    entered: Any, holding: Any, next_city: Any, records: dict[str, Any]
) -> None:
    """The one who leads the project next door sends what would be good here."""
    neighbour = entered(holding("project_leader", next_city, name="thomas"))
    for verb, path, order in operations().values():
        if path.endswith("/ground"):
            continue  # it is public
        sent = {} if verb == "get" else {"data": json.dumps(order), "content_type": "application/json"}
        answer = getattr(neighbour, verb)(address(path, records), **sent)
        assert answer.status_code in {403, 404, 422}, (verb, path, answer.status_code)
        if answer.status_code == 422:
            assert answer.json()["code"] == "api.invalid", path


def test_a_record_of_one_project_is_not_found_under_another(
    entered: Any, officer: Any, leader: Any, records: dict[str, Any]
) -> None:
    """Whoever reads everything names a project, and the record of another one."""
    client, swapped = entered(officer), records | {"project": records["project"] + 1}
    for verb, path, order in operations().values():
        if path.startswith("/api/v1/projects/"):
            sent = {} if verb == "get" else {"data": json.dumps(order), "content_type": "application/json"}
            answer = getattr(client, verb)(address(path, swapped), **sent)
            assert answer.status_code in {403, 404, 422}, (verb, path, answer.status_code)


@pytest.mark.parametrize(
    "junk", ["?limit=x", "?offset=-1", "?limit=9999999999999999999999", "?q=%00", "?year=" + "9" * 30]
)
def test_questions_take_any_rubbish(junk: str, entered: Any, leader: Any, records: dict[str, Any]) -> None:
    client = entered(leader)
    for verb, path, _order in operations().values():
        if verb == "get":
            answer = client.get(address(path, records) + junk)
            assert answer.status_code < 500, (path, junk)
