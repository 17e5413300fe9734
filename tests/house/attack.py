"""Another city's numbers, put wherever a number goes: in addresses, in the fields of forms, in the bodies of orders.

Nothing that is not one's own is read, changed or tied to what is one's own; and it is refused as what does not exist.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db.models import F, ForeignKey, Model, Q, QuerySet
from django.test import Client

from marelle.domains.accounts.models import Membership, Person
from marelle.domains.funding.models import Grant, Payment
from marelle.domains.network.models import Partner
from marelle.domains.projects.models import Action, Meeting, Project, SteeringDecision
from marelle.kernel.access.context import acting
from marelle.web.api.v1 import api

from .addresses import Route
from .crowd import BY, VERSIONS, Crowd, browser, undone, undone_and_read

ABSENT = 999_999_999
# What the address of a route of a project names: those that name nothing of a city are not attacked here.
OF_A_CITY = {
    *(
        "project",
        "any project",
        "reviewed project",
        "project version",
        "earlier project version",
        "later project version",
        "review year",
        "body",
    ),
    *("meeting", "steering decision", "project person", "action", "shared action", "grant", "payment", "own sheet"),
    *("chapter", "review chapter", "comment", "task", "reservation", "extension", "paper", "agenda point"),
    *("returned book", "proposal"),
}
# What each city counts or names for itself: the same number names one's own.
COUNTED_IN_EACH = {
    *(
        "project",
        "any project",
        "reviewed project",
        "review year",
        "chapter",
        "review chapter",
        "project version",
        "earlier project version",
    ),
    *("later project version", "proposal", "returned book"),
}
STRANGERS = ("thomas.lefevre", "maelle.corbel", "karim.haddad", "aminata.diallo", "marguerite.aubry", "elsewhere")
DOMAINS = ("projects", "funding", "network")
OWNER = "nadia.belkacem"
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(projects|funding|network)_')
VARIES = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|\d+')


def let_strangers_in(crowd: Crowd) -> None:
    """Those beside the cast: a leader of another project, a reader of calls, the préfet of another département."""
    people = {key: Person.objects.get(email__startswith=f"{key}.") for key in ("maelle", "marguerite")}
    far = Membership.objects.filter(role="prefect").exclude(perimeter_code="80").order_by("pk")[0]
    found = {"maelle.corbel": people["maelle"], "marguerite.aubry": people["marguerite"], "elsewhere": far.person}
    for key, person in found.items():
        crowd.browsers[key] = browser()
        crowd.browsers[key].force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")


def records_of(slug: str, shared: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The records that addresses name, one of each kind, all of one city; what is of no city stays as it is."""
    project = Project.objects.get(site__slug=slug)
    meeting = Meeting.objects.filter(body__project=project).order_by("pk")[0]
    action = project.actions.filter(in_library=False).order_by("number")[0]
    grant = Grant.objects.filter(action__project=project).order_by("pk").first()
    payment = Payment.objects.filter(grant__action__project=project).order_by("pk").first()
    leader = Membership.objects.filter(role="project_leader", perimeter_code=project.site.commune_main_id).order_by(
        "pk"
    )
    partner = Partner.objects.filter(site=project.site).order_by("pk").first()
    mine: dict[str, Any] = {
        **dict.fromkeys(("project", "any project", "reviewed project"), project.pk),
        "body": meeting.body_id,
        "meeting": meeting.pk,
        "steering decision": SteeringDecision.objects.filter(project=project).order_by("pk")[0].pk,
        "project person": leader[0].person_id,
        "action": action.pk,
        "shared action": action.pk,
        "proposal": action.code,
        "site": slug,
        "own sheet": partner.pk if partner else ABSENT,
        "grant": grant.pk if grant else ABSENT,
        "payment": payment.pk if payment else ABSENT,
        "review year": 2018 if slug == "mirelande" else 2020,
    }
    one = {kind: dict([next(iter(told.items()))]) for kind, told in shared.items()}
    return {**one, **VERSIONS, **{kind: {"one": value} for kind, value in mine.items()}}


def absent(records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same, with numbers that nothing has."""
    gone = {kind: {"none": ABSENT} for kind in OF_A_CITY - {"chapter", "review chapter", "proposal", "review year"}}
    return {**{kind: dict(told) for kind, told in records.items()}, **gone}


def is_of_a_city(route: Route) -> bool:
    return not route.is_public and bool(OF_A_CITY & set(route.kinds()))


def told(answer: Any) -> tuple[int, str, bytes]:
    """What an answer gives away: its status, where it sends, its text without what varies from one to the next."""
    return (
        answer.status_code,
        VARIES.sub(b"", answer.get("Location", "").encode()).decode(),
        VARIES.sub(b"", answer.whole),
    )


class _Forms(HTMLParser):
    """The forms of a page: the values that each would send, and the fields whose values are numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(Form(told.get("action", ""), told.get("method", "get")))
        elif tag == "select":
            self.select = told.get("name", "")
        elif self.forms and tag == "option" and self.select:
            self.forms[-1].see(self.select, told.get("value", ""), chosen="selected" in told)
        elif self.forms and tag in ("input", "button") and told.get("name"):
            kind = told.get("type", "")
            chosen = "checked" in told or kind not in ("radio", "checkbox", "submit")
            self.forms[-1].see(told["name"], told.get("value", ""), chosen=chosen and tag == "input")
        elif self.forms and tag == "textarea" and told.get("name"):
            self.forms[-1].see(told["name"], "Essai", chosen=True)


@dataclass
class Form:
    """One form: where it goes, what it would send, and by field the numbers that it offers."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def see(self, name: str, value: str, *, chosen: bool) -> None:
        if chosen or name not in self.values:
            self.values[name] = value
        if re.fullmatch(r"(?:[a-z_]+:)?\d+", value) and name not in ("revision", "version"):
            self.numbers[name] = value.partition(":")[0] + ":" if ":" in value else ""

    def attacks(self, numbers: list[int]) -> Iterator[dict[str, str]]:
        """What it sends with another city's number in one field at a time."""
        for name, before in self.numbers.items():
            for number in numbers:
                yield {**self.values, name: f"{before}{number}"}


def forms_of(page: bytes) -> list[Form]:
    """The forms of a page that send something."""
    read = _Forms()
    read.feed(page.decode())
    return [one for one in read.forms if one.method.lower() == "post"]


def numbers_of(slug: str) -> list[int]:
    """One number of each kind of a city's records, and one of its people."""
    project = Project.objects.get(site__slug=slug)
    found: list[int] = []
    for model, paths in city_paths().items():
        row = model._default_manager.filter(**{paths[0]: project.pk}).order_by("pk").first()
        if row is not None and isinstance(row.pk, int):
            found.append(row.pk)
    found += [one.pk for one in people_of(slug)[:1]]
    return sorted(set(found))


def people_of(slug: str) -> list[Person]:
    """The people who hold a right in one commune and nowhere else."""
    code = Project.objects.get(site__slug=slug).site.commune_main_id
    here = Membership.objects.filter(perimeter_kind="commune", perimeter_code=code).values("person")
    return list(Person.objects.filter(pk__in=here).order_by("-pk"))


def city_paths() -> dict[type[Model], list[str]]:
    """By model, the ways from a row to its project, the shortest first."""
    found: dict[type[Model], list[str]] = {Project: ["pk"]}
    models = [model for name in DOMAINS for model in apps.get_app_config(name).get_models() if model is not Project]
    for _turn in range(4):
        for model in models:
            for one in _keys(model):
                target = one.related_model
                for path in found.get(target, ()):  # type: ignore[arg-type]
                    said = f"{one.name}__{path}" if path != "pk" else f"{one.name}_id"
                    if said not in found.setdefault(model, []) and said.count("__") < 3:
                        found[model].append(said)
    return {model: sorted(paths, key=len) for model, paths in found.items() if paths}


def _keys(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [one for one in model._meta.concrete_fields if isinstance(one, ForeignKey)]


def _rows(model: type[Model], where: Q) -> QuerySet[Model]:
    return model._default_manager.filter(where)


@dataclass
class State:
    """What the database holds: the rows of the other city, what ties both cities, who of there has a part here."""

    theirs: dict[str, Any]
    ties: dict[str, int]
    guests: dict[str, int]


def state_of(theirs: str, mine: str) -> State:
    """Price: some queries a model."""
    paths, found = city_paths(), State({}, {}, {})
    other, own = (Project.objects.get(site__slug=slug).pk for slug in (theirs, mine))
    strangers = [one.pk for one in people_of(theirs)]
    for model, ways in paths.items():
        name = model.__name__
        rows = list(_rows(model, Q(**{ways[0]: other})).order_by("pk").values())
        found.theirs[name] = rows
        for one, two in ((a, b) for index, a in enumerate(ways) for b in ways[index + 1 :]):
            apart = Q(**{f"{one}__isnull": False, f"{two}__isnull": False}) & ~Q(**{one: F(two)})
            found.ties[f"{name} {one} {two}"] = _rows(model, apart).count()
        for key in (k for k in _keys(model) if k.related_model is Person):
            where = Q(**{ways[0]: own, f"{key.name}__in": strangers})
            found.guests[f"{name} {key.name}"] = _rows(model, where).count()
    return found


def secrets_of(slug: str) -> list[str]:
    """Words that only this city's records hold: the titles of its actions, the names of its people."""
    project = Project.objects.get(site__slug=slug)
    titles = Action.objects.filter(project=project, in_library=False).values_list("title", flat=True)
    elsewhere = set(Action.objects.exclude(project=project).values_list("title", flat=True))
    return [*(set(titles) - elsewhere - {""}), *(one.family_name for one in people_of(slug))]


def orders_at(route: Route) -> Iterator[tuple[str, Any]]:
    """By method, what a program may send to this address: the form of its body, None where it has none."""
    for method, operation in _operations(route).items():
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if method != "get":
            yield method, content and content["schema"]


def methods_of(route: Route) -> list[str]:
    """How this address is asked: those of its operations, for a page both of a browser."""
    return list(_operations(route)) if route.is_api else ["get", "post"]


def _operations(route: Route) -> Mapping[str, Any]:
    address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", f"/{route.pattern}")
    found: Mapping[str, Any] = _schema()["paths"].get(address, {})
    return found


@cache
def _schema() -> Any:
    return api.get_openapi_schema()


def fill(schema: Any, number: int) -> Any:
    """A body of this form, with a number of the other city wherever a whole number goes."""
    return _filled(schema, _schema()["components"]["schemas"], number, "")


def _filled(told: Any, known: Any, number: int, name: str) -> Any:
    if "$ref" in told:
        return _filled(known[told["$ref"].rsplit("/", 1)[-1]], known, number, name)
    if "anyOf" in told:
        return _filled(next(one for one in told["anyOf"] if one.get("type") != "null"), known, number, name)
    if "enum" in told:
        return told["enum"][0]
    kind = told.get("type")
    if kind == "object":
        return {key: _filled(one, known, number, key) for key, one in told.get("properties", {}).items()}
    if kind == "array":
        return [_filled(told.get("items", {}), known, number, name)]
    if kind == "integer":
        return 2020 if name == "year" else number
    if kind == "boolean":
        return True
    if kind == "string":
        day = {"date": "2019-12-27", "date-time": "2019-12-27T10:00:00+01:00"}
        return day.get(told.get("format", ""), "Essai")
    return 1


@dataclass
class Cities:
    """The city of another and one's own, with what each holds; what is asked of them."""

    theirs: dict[str, dict[str, Any]]
    mine: dict[str, dict[str, Any]]
    slugs: tuple[str, str]
    numbers: list[int]
    secrets: list[bytes]
    before: State

    def pairs(self, route: Route) -> Iterator[tuple[str, str, str]]:
        """Who asks for what is there, and the same address where nothing is."""
        there, nowhere = (_only(route, records) for records in (self.theirs, absent(self.theirs)))
        if there != nowhere:
            yield from ((who, there, nowhere) for who in STRANGERS)
        for kind in OF_A_CITY & set(route.kinds()) - COUNTED_IN_EACH:
            if route.kinds()[0] == "project":
                mixed = (self.mine | {kind: records[kind]} for records in (self.theirs, absent(self.theirs)))
                there, nowhere = (_only(route, records) for records in mixed)
                if there != nowhere:
                    yield OWNER, there, nowhere

    def attacks(self, route: Route, client: Client) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Every order of the owner on what is theirs, with a number of the other city in it."""
        address = _only(route, self.mine)
        if route.is_api:
            for method, schema in orders_at(route):
                for number in self.numbers if schema and fill(schema, 1) != fill(schema, 2) else ():
                    yield (
                        method,
                        address,
                        {"data": json.dumps(fill(schema, number)), "content_type": "application/json"},
                    )
            return
        with undone():
            seen = client.get(address)
            text = seen.content if seen.status_code == 200 and not seen.streaming else b""
        for form in forms_of(text):
            for sent in form.attacks(self.numbers):
                yield "post", form.action or address, {"data": sent}

    def sent(self, client: Client, method: str, address: str, **content: Any) -> Any:
        """One request that is undone; `harm` says what it read, changed or tied that it should not have."""
        with undone_and_read() as made:
            answer = getattr(client, method)(address, **content)
            answer.whole = b"".join(answer) if answer.streaming else answer.content
            wrote = any(WRITES.match(one["sql"]) for one in made.captured_queries)
            after = state_of(*self.slugs) if wrote else self.before
        answer.harm = [f"{name} of {kind}" for kind, name in _differences(self.before, after)]
        answer.harm += [secret.decode() for secret in self.secrets if secret in answer.whole]
        return answer


def _only(route: Route, records: Mapping[str, Mapping[str, Any]]) -> str:
    (address,) = route.written(records).values()
    return address


def _differences(before: State, after: State) -> Iterator[tuple[str, str]]:
    for kind in ("theirs", "ties", "guests"):
        was, now = getattr(before, kind), getattr(after, kind)
        yield from ((kind, name) for name in now if now[name] != was[name])


def cities_of(crowd: Crowd, *, theirs: str, mine: str) -> Cities:
    """Lets the strangers in and looks at both cities."""
    with acting(BY):
        let_strangers_in(crowd)
        told = (records_of(theirs, crowd.records), records_of(mine, crowd.records))
        secrets = [one.encode() for one in secrets_of(theirs)]
        return Cities(*told, (theirs, mine), numbers_of(theirs), secrets, state_of(theirs, mine))
