"""A list through the screens, by different roles: calculated, compared, deliberated, signed, decided, published."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marelle.domains.calls.models import Application, Call, ListProposal, SelectionRun
from marelle.domains.calls.services import listing
from marelle.domains.calls.states.lists import MARGINS, STABILITY
from marelle.flows.tests.conftest import files, jury, keys  # noqa: F401
from marelle.flows.tests.lists import a_mayor, the_worker_decides
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Viewer

pytestmark = pytest.mark.django_db
# ruff: noqa: F811


@pytest.fixture
def officer(holding: Callable[..., Viewer], organisation: Callable[..., Any]) -> Viewer:
    return holding("national_officer", NATIONAL, body=organisation("Équipe", "national", NATIONAL))


@pytest.fixture
def browsers(
    entered: Callable[[Viewer], Client], officer: Viewer, jury: list[Viewer], files: list[Application]
) -> dict[str, Client]:
    return {
        "officer": entered(officer),
        "ines": entered(jury[0]),
        "marc": entered(jury[1]),
        "mayor": entered(a_mayor(pytest.holding, files[4])),  # type: ignore[attr-defined]
    }


@pytest.fixture(autouse=True)
def _held(holding: Callable[..., Viewer]) -> None:
    pytest.holding = holding  # type: ignore[attr-defined]


def where(call: Call, name: str = "") -> str:
    return f"/pilotage/appels/{call.slug}/liste/{name}"


def done(answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def calculated(browsers: dict[str, Client], call: Call) -> SelectionRun:
    done(browsers["officer"].post(where(call)))
    run = SelectionRun.objects.get(call=call)
    for kind in (MARGINS, STABILITY):
        listing.study_run(run, kind, clock.now())
    return run


def proposed(browsers: dict[str, Client], call: Call, jury: list[Viewer]) -> SelectionRun:
    run = calculated(browsers, call)
    told = {"signatories": [str(one.person_id) for one in jury], "waiting": "1"}
    done(browsers["officer"].post(f"/pilotage/appels/{call.slug}/calculs/{run.number}/proposer/", told))
    return run


def signed(browsers: dict[str, Client], call: Call) -> None:
    done(browsers["officer"].post(where(call, "deliberation/"), {"step": "freeze"}))
    for who in ("ines", "marc"):
        page = browsers[who].get(where(call, "signature/")).content.decode()
        assert "Je signe cette liste" in page
        done(browsers[who].post(where(call, "signature/"), {"version": "1", "answer": "yes", "reasons": ""}))


def test_a_whole_list(browsers: dict[str, Client], files: list[Application], jury: list[Viewer]) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    run = proposed(browsers, call, jury)
    page = browsers["ines"].get(f"/pilotage/appels/{call.slug}/calculs/{run.number}/").content.decode()
    assert "optimum prouvé" in page and "La zone grise" in page and "il manque 1,01" in page
    done(browsers["ines"].post(f"/pilotage/appels/{call.slug}/calculs/{run.number}/"))
    replayed = browsers["ines"].get(f"/pilotage/appels/{call.slug}/calculs/{run.number}/").content.decode()
    assert "octet pour octet." in replayed
    reason = "Le seul site de ce bassin."
    for place, saying in ((2, "force_out"), (4, "force_in")):
        address = where(call, f"candidatures/{files[place].pk}/")
        assert browsers["officer"].get(address).status_code == 403
        done(browsers["ines"].post(address, {"saying": saying, "reason": reason}))
    signed(browsers, call)
    check = browsers["officer"].post(where(call, "decision/"), {"decided_on": "2019-07-20", "step": "check"})
    assert "3 labels sont donnés" in check.content.decode()
    assert ListProposal.objects.get().state == "signed"
    done(browsers["officer"].post(where(call, "decision/"), {"decided_on": "2019-07-20", "step": "confirm"}))
    the_worker_decides()
    assert "La liste est décidée" in browsers["officer"].get(where(call, "decision/")).content.decode()
    results = Client().get(f"/appels/{call.slug}/resultats/").content.decode()
    assert files[4].site.name in results and reason in results
    told = json.loads(b"".join(Client().get(f"/appels/{call.slug}/resultats/labels.json")))  # type: ignore[arg-type]
    assert len(told) == 3
    minutes = Client().get(f"/appels/{call.slug}/resultats/proces-verbal.pdf")
    assert (
        minutes.content.startswith(b"%PDF-") and minutes.content == Client().get(minutes.request["PATH_INFO"]).content
    )
    question = Client().get(f"/appels/{call.slug}/resultats/question.json").content.decode()
    assert question == run.question


def test_the_applicant_reads_its_decision_and_appeals(
    browsers: dict[str, Client], files: list[Application], jury: list[Viewer]
) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    proposed(browsers, call, jury)
    signed(browsers, call)
    done(browsers["officer"].post(where(call, "decision/"), {"decided_on": "2019-07-20", "step": "confirm"}))
    the_worker_decides()
    address = f"/candidatures/{files[4].pk}/reponse/"
    page = browsers["mayor"].get(address).content.decode()
    assert "Il aurait fallu 2,01 point de plus" in page and "Déposer un recours" in page and "2,00" in page
    assert browsers["mayor"].get(f"{address}lettre.pdf").content.startswith(b"%PDF-")
    assert browsers["mayor"].get(f"/candidatures/{files[0].pk}/reponse/lettre.pdf").status_code == 404
    done(browsers["mayor"].post(address, {"reasons": "Notre rang nous étonne."}))
    suites = browsers["officer"].get(where(call, "suites/")).content.decode()
    assert "À répondre" in suites
    appeal = files[4].call.decisions.get(application=files[4]).appeal
    done(browsers["officer"].post(f"/recours/{appeal.pk}/", {"outcome": "rejected", "reasons": "Notes relues."}))
    assert "Notes relues." in browsers["mayor"].get(address).content.decode()


def test_a_scenario_side_by_side(browsers: dict[str, Client], files: list[Application]) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    calculated(browsers, call)
    told = {"name": "Un tiers de moins", "percent": "67", "weight_diagnosis": "0,4"}
    page = browsers["officer"].get(done(browsers["officer"].post(where(call, "nouveau-scenario/"), told)))
    assert "Qui sort" in page.content.decode() and "enveloppe à 67" in page.content.decode()


def test_who_gets_in(browsers: dict[str, Client], files: list[Application], entered: Any, prefect: Viewer) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    for who, status in ((entered(prefect), 403), (browsers["mayor"], 403), (browsers["ines"], 200)):
        assert who.get(where(call)).status_code == status
    assert Client().get(f"/appels/{call.slug}/resultats/").status_code == 404
    assert browsers["ines"].post(where(call)).status_code in (200, 403)
    assert not SelectionRun.objects.exists()


@pytest.mark.parametrize("name", ["", "scenarios/", "deliberation/", "signature/"])
def test_pages_stay_within_their_price(
    browsers: dict[str, Client], files: list[Application], jury: list[Viewer], name: str
) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    proposed(browsers, call, jury)
    with CaptureQueriesContext(connection) as queries:
        assert browsers["ines"].get(where(call, name)).status_code == 200
    told = [query["sql"][:120] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(told) <= 25, told


def test_whoever_decides_may_leave_and_finds_how_it_ended(
    browsers: dict[str, Client], jury: list[Viewer], files: list[Application], officer: Viewer
) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    proposed(browsers, call, jury)
    signed(browsers, call)
    here, by = where(call, "decision/"), browsers["officer"]
    for _press in range(2):
        done(by.post(here, {"decided_on": "2019-07-20", "step": "confirm"}))
    page = by.get(here).content.decode()
    assert 'http-equiv="refresh"' in page and "data-since" in page and f"par {officer.name}" in page
    assert 'http-equiv="refresh"' not in by.get(f"{here}?pause").content.decode()
    assert "La décision de la liste est en cours" in by.get(where(call, "")).content.decode()
    Application.objects.filter(pk=files[1].pk).update(state="withdrawn")
    (ended,) = the_worker_decides()
    page = by.get(here).content.decode()
    assert ended.state == "refused" and ended.reason in page and "Aucune décision n’est prise" in page
