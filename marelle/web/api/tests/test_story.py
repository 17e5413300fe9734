"""The whole story by programs alone, each person with a token of their own: a call prepared, opened, answered, spoken
on, marked, listed, signed, decided; the project written, carried, begun; a meeting, a grant, a review; the public page.

Every number that an order takes is found by asking. Nothing here knows a row of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.calls.services.closing import follow_clock
from marelle.domains.calls.tests.conftest import make_places
from marelle.domains.calls.tests.jury import WHY
from marelle.domains.calls.tests.terms import ANCHORS, SELECTION, some_rules
from marelle.domains.calls.tests.writing import complete_answers
from marelle.domains.projects.services.finalising import watch_deadlines
from marelle.domains.projects.tests.sheets import WEDNESDAYS
from marelle.flows.tests.lists import the_worker_decides
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Perimeter, Viewer
from marelle.kernel.questionnaires import read

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"
TAKEN_UP = ("name", "communes", "qpv", "colleges", "lead_college")
TEXT = "Un essai joué par des programmes."
KEYS = (("commune", "mayor"), ("prefect", "prefect"), ("rector", "rector"))


class Token:
    """A program that asks for one person, with the token that this person made: `ask("post", "calls", {…}, 201)`."""

    def __init__(self, viewer: Viewer) -> None:
        held = {grant.permission for grant in viewer.grants}
        now = clock.now()
        told = {"name": "Essai", "permissions": held, "expires_at": now + timedelta(days=300)}
        self._secret = accounts.create_token(by=viewer, at=now, **told)[1]  # type: ignore[arg-type]

    def __call__(self, verb: str, address: str, body: Any = None, status: int = 200) -> Any:
        said: dict[str, Any] = {} if body is None or verb == "get" else {"content_type": "application/json"}
        headers = {"Authorization": f"Bearer {self._secret}"}
        answer = getattr(Client(), verb)(f"/api/v1/{address}", body, headers=headers, **said)
        assert answer.status_code == status, (verb, address, answer.content.decode()[:800])
        return answer.json() if answer.content else None

    def join(self, address: str) -> Any:
        upload = SimpleUploadedFile("lettre.pdf", PDF, "application/pdf")
        headers = {"Authorization": f"Bearer {self._secret}"}
        answer = Client().post(f"/api/v1/{address}", {"file": upload}, headers=headers)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def whole(self, address: str) -> bytes:
        answer = Client().get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {self._secret}"})
        assert answer.status_code == 200
        return b"".join(answer)  # type: ignore[arg-type]


Cast = dict[str, Token]


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast(machine: Viewer, now: datetime, city: Perimeter, town: Organisation, organisation: Any, person: Any) -> Cast:
    """Who plays, each with one role that lasts three years, and the number of each by their name."""
    make_places(machine, city)
    national = organisation("Équipe nationale (essai)", "national", NATIONAL)
    places: dict[str, tuple[str, Perimeter, Organisation]] = {
        "leader": ("project_leader", city, town),
        "mayor": ("mayor", city, town),
        "prefect": ("prefect", Perimeter("departement", "80"), organisation("Préfecture (essai)", "prefecture", city)),
        "rector": ("rector", Perimeter("academie", "AMIENS"), organisation("Rectorat (essai)", "rectorat", city)),
        "officer": ("national_officer", NATIONAL, national),
        **{name: ("jury_reviewer", NATIONAL, organisation(f"Organisme {name}", "national", NATIONAL)) for name in "ab"},
        **dict.fromkeys(("ines", "marc"), ("deciding_jury", NATIONAL, national)),
    }
    found = {}
    for name, (role, place, body) in places.items():
        holder: Person = person(f"conte-{name}")
        dates = {"valid_from": now - timedelta(days=1), "valid_to": now + timedelta(days=1000)}
        facts = {"person": holder, "organisation": body, "role": role, "perimeter": place}
        accounts.grant_membership(by=machine, at=now, **facts, **dates)
        found[name] = Token(viewer_of(holder.pk, now))
    return found


def test_the_whole_story(cast: Cast, site: Any, now: datetime, worked: Callable[[], int]) -> None:
    prepared_and_opened(cast["officer"], now)
    number = written_and_filed(cast)
    clock.set_to(now + timedelta(days=30))
    follow_clock()
    too_late(cast, number)
    two_opinions(cast, number)
    marked(cast, number)
    listed_and_decided(cast, number)
    worked()
    project = explained(cast, number)
    written_and_carried(cast, number, project)
    clock.set_to(datetime(2020, 2, 3, 10, tzinfo=clock.PARIS))
    watch_deadlines(Viewer.machine("essai"), clock.now())
    action = begun(cast, project)
    granted(cast, action)
    met(cast, project)
    clock.set_to(datetime(2020, 3, 2, 10, tzinfo=clock.PARIS))
    reviewed(cast, project)
    public()


def prepared_and_opened(officer: Token, now: datetime) -> None:
    some_rules()
    closes = (now + timedelta(days=30)).isoformat()
    dates = {"opens_at": now.isoformat(), "closes_at": closes}
    facts = {"title": "Conte", "edition": 2019}
    told = officer("post", "preparations", {"id": "conte", **facts, **dates}, 201)
    assert told["missing"]
    here = "preparations/conte"
    may = officer("get", f"{here}/choices")
    rules, form = may["rules"][0], may["forms"][0]
    said = {"kind": "closing", "about": TEXT, "decided_by": "Les ministres"}
    officer("put", f"{here}/description", {**facts, **said})
    days = {"opinions_by": "2019-07-20", "decision_by": "2019-08-10", "finalise_by": "2019-12-31"}
    officer("put", f"{here}/calendar", {**dates, **days})
    officer("put", f"{here}/eligibility", {"rules": rules["code"], "version": rules["version"]})
    officer("put", f"{here}/form", {"version": form["version"]})
    question = next(iter(officer("get", f"{here}/choices")["questions"]))
    letter = {"title": "Lettre du collège", "compulsory": True, "question": question}
    officer("put", f"{here}/documents", {"items": [letter]})
    criterion = {"title": "Diagnostic", "weight": "1", "code": "diagnosis", "anchors": ANCHORS}
    officer("put", f"{here}/criteria", {"items": [criterion]})
    officer("put", f"{here}/envelope", {"cents": {"2020": 900_000_00, "2021": 900_000_00}})
    told = officer("put", f"{here}/selection", {"rules": SELECTION, "readers": 2})
    assert told["missing"] == []
    assert officer("post", "calls/conte/opening")["receives"]


def written_and_filed(cast: Cast) -> int:
    """A draft, its papers, what it lacks, its filing: the number of the candidature."""
    leader, mayor = cast["leader"], cast["mayor"]
    may = leader("get", "applications/choices")
    call, place, body = may["calls"][0], may["sites"][0], may["organisations"][0]
    asked = {"call": call["id"], "site": place["id"], "organisation": body["number"]}
    number: int = leader("post", "applications", asked, 201)["number"]
    here = f"applications/{number}"
    told = leader("get", here)
    assert leader("get", f"{here}/questions/colleges/entries?q=bonheur")["items"]
    answers = complete_answers(read(told["definition"]))
    leader("patch", f"{here}/answers", {"revision": told["revision"], "answers": answers})
    assert leader("get", f"{here}/eligibility")["verdict"] == "holds"
    lacks = leader("get", f"{here}/check")
    assert not lacks["complete"]
    (question,) = {fault["field"] for fault in lacks["faults"]}
    assert mayor("post", f"{here}/filing", status=422)["faults"] == lacks["faults"]
    code = leader.join(f"{here}/documents/{question}")["code"]
    revision = leader("get", here)["revision"]
    leader("patch", f"{here}/answers", {"revision": revision, "answers": {question: [code]}})
    assert leader("get", f"{here}/check")["complete"]
    leader("post", f"{here}/filing", status=403)
    filed = mayor("post", f"{here}/filing")
    assert (filed["state"], filed["number"]) == ("filed", 1)
    assert mayor.whole(f"{here}/versions/1/receipt").startswith(b"%PDF")
    return number


def too_late(cast: Cast, number: int) -> None:
    """The call is over: nothing is begun, nothing is written."""
    assert cast["leader"]("get", "applications/choices")["calls"] == []
    asked = {"revision": 2, "answers": {"name": "Trop tard"}}
    cast["leader"]("patch", f"applications/{number}/answers", asked, 409)


def two_opinions(cast: Cast, number: int) -> None:
    here = f"applications/{number}"
    cast["prefect"]("post", f"{here}/exchange", {"text": "Nous lisons ce jour."}, 201)
    assert cast["rector"]("get", f"{here}/exchange")["messages"][0]["text"] == "Nous lisons ce jour."
    for name in ("prefect", "rector"):
        by = cast[name]
        told = by("get", f"{here}/opinions")
        assert told["mine"] == [name] and len(told["seats"]) == 2
        said = {"version": told["version"], "seat": told["mine"][0], "opinion": "favourable", "reasons": TEXT}
        by("post", f"{here}/opinions", said, 201)
        by("post", f"{here}/opinions", said, 409)
    assert [one["opinion"] for one in cast["mayor"]("get", f"{here}/opinions")["seats"]] == ["favourable"] * 2


def marked(cast: Cast, number: int) -> None:
    officer, here = cast["officer"], "calls/conte"
    for person in officer("get", f"{here}/jury")["could_be_named"]:
        officer("post", f"{here}/jury", {"person": int(person)}, 201)
    officer("post", f"{here}/draw", {"seed": officer("get", f"{here}/draw")["seed"]}, 201)
    for name in ("a", "b"):
        by = cast[name]
        (share,) = by("get", "reviews")["items"]
        there = f"reviews/{share['number']}"
        by("post", f"{there}/statement", {"has_interest": False}, 204)
        version = by("get", there)["version"]
        by("post", there, {"version": version, "marks": {"diagnosis": {"mark": "4", "reason": WHY}}}, 201)
    (row,) = officer("get", f"{here}/marks")["items"]
    assert (row["application"], row["opened"], row["merit"]) == (number, True, "4.00")


def listed_and_decided(cast: Cast, number: int) -> None:
    officer, here = cast["officer"], "calls/conte"
    run = officer("post", f"{here}/runs", {"name": "Selon les règles"}, 201)
    assert [row["inside"] for row in run["rows"]] == [True]
    assert cast["ines"]("post", f"{here}/runs/{run['number']}/replay")["same"]
    people = officer("get", f"{here}/signatories")["items"]
    asked = {"run": run["number"], "signatories": [one["person"] for one in people]}
    officer("post", f"{here}/list", asked, 201)
    version = officer("post", f"{here}/list/freeze")["version"]
    for name in ("ines", "marc"):
        cast[name]("post", f"{here}/list/sign", {"version": version, "agrees": True})
    order = officer("post", f"{here}/list/decide", {"decided_on": clock.today().isoformat()}, 202)
    the_worker_decides()
    assert officer("get", order["follow"].removeprefix("/api/v1/"))["state"] == "done"
    assert number == officer("get", f"{here}/list")["lines"][0]["application"]


def explained(cast: Cast, number: int) -> int:
    """What the applicant reads of it: the number of the project that its label opened."""
    told = cast["mayor"]("get", f"applications/{number}/outcome")
    assert told["outcome"] == "labelled" and told["reason"] and told["appeal_until"] is None
    assert cast["officer"]("get", "calls/conte/appeals")["items"] == []
    assert [one["id"] for one in cast["leader"]("get", "projects")["items"]] == [told["project"]]
    project: int = told["project"]
    return project


def written_and_carried(cast: Cast, number: int, project: int) -> None:
    """What was filed is there already, its papers too; the rest is written, then carried by the three voices."""
    leader, here = cast["leader"], f"projects/{project}"
    taken: dict[str, Any] = {}
    filed = cast["leader"]("get", f"applications/{number}")["answers"]
    for chapter in leader("get", here)["chapters"]:
        there = f"{here}/chapters/{chapter['section']}"
        told = leader("get", there)
        taken |= {code: told["answers"][code] for code in told["taken_up"]}
        whole = complete_answers(read({"sections": [told["questions"]]}))
        answers = {code: value for code, value in whole.items() if code not in told["answers"]}
        leader("put", f"{there}/answers", {"answers": answers, "revision": told["revision"]})
        leader("put", f"{there}/state", {"state": "ready"})
    assert [taken[code] for code in TAKEN_UP] == [filed[code] for code in TAKEN_UP]
    (paper,) = leader("get", f"{here}/attachments")["items"]
    assert leader.whole(f"{here}/attachments/{paper['id']}") == PDF
    version = leader("post", f"{here}/submission")["submitted"]
    for seat, name in KEYS:
        voice = {"version": version, "seat": seat, "opinion": "favourable", "reasons": TEXT}
        told = cast[name]("post", f"{here}/voices", voice)
    assert (told["state"], told["awaited"]) == ("finalised", [])


def begun(cast: Cast, project: int) -> int:
    leader, here = cast["leader"], f"projects/{project}"
    assert leader("get", here)["state"] == "running"
    number: int = leader("post", f"{here}/actions", {"answers": WEDNESDAYS}, 201)["id"]
    for move in ("propose", "plan"):
        leader("post", f"actions/{number}/moves", {"move": move})
    day = clock.today().isoformat()
    assert leader("post", f"actions/{number}/moves", {"move": "start", "on": day})["started_on"] == day
    return number


def granted(cast: Cast, action: int) -> None:
    leader, day = cast["leader"], clock.today().isoformat()
    told = leader("get", f"actions/{action}/grants")
    assert "label" in told["financers"]
    grant = {"financer": "label", "cents": 1_000_000, "reference": "Arrêté 1", "key": "g1", "voted_on": day}
    (made,) = leader("post", f"actions/{action}/grants", grant, 201)["items"]
    leader("put", f"grants/{made['id']}/notice", {"on": day})
    paid = {"cents": 400_000, "paid_on": day, "reference": "Virement 1", "key": "p1"}
    assert leader("post", f"grants/{made['id']}/payments", paid, 201)["items"][0]["paid"] == 400_000


def met(cast: Cast, project: int) -> None:
    leader, here = cast["leader"], f"projects/{project}"
    may = leader("get", f"{here}/people")
    owner = int(next(iter(may["people"])))
    body = leader("post", f"{here}/usual-bodies", {"form": may["forms"][0]["code"]}, 201)[0]
    when = {"body": body["id"], "starts_at": (clock.now() + timedelta(hours=1)).isoformat(), "place": "Mairie"}
    there = f"{here}/meetings/{leader('post', f'{here}/meetings', when, 201)['id']}"
    leader("post", f"{there}/agenda", {"words": "Le mercredi", "kind": "decision"}, 201)
    told = {"words": "Ouvrir le gymnase.", "owner": owner, "due_on": "2020-04-01"}
    decision = leader("post", f"{there}/steering-decisions", told, 201)
    leader("put", f"{there}/minutes", {"notes": "Chacun a parlé."})
    clock.set_to(clock.now() + timedelta(hours=2))
    assert leader("post", f"{there}/holding")["state"] == "held"
    assert leader("get", f"{here}/steering-decisions/{decision['id']}")["steps"]


def reviewed(cast: Cast, project: int) -> None:
    leader = cast["leader"]
    (year,) = leader("get", f"projects/{project}/reviewed")["may_open"]
    here = f"projects/{project}/reviewed/{year}"
    leader("post", here, status=201)
    form = leader("get", f"{here}/form")["definition"]
    leader("put", f"{here}/answers", {"answers": complete_answers(read(form))})
    version = leader("post", f"{here}/submission")["submitted"]
    for seat, name in KEYS:
        voice = {"version": version, "seat": seat, "opinion": "favourable", "reasons": TEXT}
        told = cast[name]("post", f"{here}/voices", voice)
    assert (told["state"], told["awaited"]) == ("validated", [])


def public() -> None:
    """What anybody reads, without a token."""
    results = Client().get("/api/v1/calls/conte/results").json()
    assert [one["site"] for one in results["items"]] == ["valmarelle"]
    assert WEDNESDAYS["title"] in Client().get("/cites/valmarelle/actions/").content.decode()
    assert Client().get("/api/v1/sites/valmarelle").status_code == 404  # no invented city among the real ones
