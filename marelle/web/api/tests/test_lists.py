"""A list through programs, by different roles; what the screens refuse, programs are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from marelle.domains.calls.models import Application, Call
from marelle.flows.tests.lists import the_worker_decides
from marelle.kernel.access import Viewer

pytestmark = pytest.mark.django_db
DAY = {"decided_on": "2019-07-20"}


def told(browser: Client, address: str, content: Any = None, status: int = 200) -> Any:
    answer = browser.post(f"/api/v1/{address}", content or {}, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_a_whole_list_through_programs(
    entered: Callable[[Viewer], Client], officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    by, first, second = entered(officer), entered(jury[0]), entered(jury[1])
    here = f"calls/{call.slug}"
    run = told(by, f"{here}/runs", {"name": "Selon les règles"}, 201)
    assert run["scenario"] is False and [row["inside"] for row in run["rows"]] == [True, True, True, False, False]
    assert told(first, f"{here}/runs/{run['number']}/replay") == {"same": True, "answer": run["answer"]}
    other = told(by, f"{here}/runs", {"name": "Un de moins", "changes": {"most": 2}}, 201)
    change = by.get(f"/api/v1/{here}/runs/{run['number']}/difference/{other['number']}").json()
    assert (len(change["enters"]), len(change["leaves"])) == (0, 1)
    told(first, f"{here}/runs", {"name": "Sans droit"}, 403)
    people = [one.person_id for one in jury]
    assert told(by, f"{here}/list", {"run": other["number"], "signatories": people}, 409)["code"]
    told(by, f"{here}/list", {"run": run["number"], "signatories": people, "waiting": 1}, 201)
    why = {"application": files[4].pk, "saying": "force_in", "reason": "Le seul site de ce bassin."}
    told(by, f"{here}/list/overrides", why, 403)
    told(first, f"{here}/list/overrides", why)
    assert told(by, f"{here}/list/freeze", status=409)["code"] == "calls.list_over_envelope"
    told(first, f"{here}/list/overrides", {**why, "saying": "as_computed"})
    version = told(by, f"{here}/list/freeze")["version"]
    told(by, f"{here}/list/decide", DAY, 409)
    for browser in (first, second):
        told(browser, f"{here}/list/sign", {"version": version, "agrees": True})
    order = told(by, f"{here}/list/decide", DAY, 202)
    assert (order["state"], order["ended_at"]) == ("waiting", None)
    assert told(by, f"{here}/list/decide", DAY, 202)["order"] == order["order"]
    assert first.get(order["follow"]).status_code == 403
    the_worker_decides()
    assert by.get(order["follow"]).json()["state"] == "done"
    assert by.get(f"/api/v1/{here}/list").json()["state"] == "decided"
    results = Client().get(f"/api/v1/{here}/results").json()
    assert len(results["items"]) == 3 and len(results["waiting"]) == 1
    told(by, f"{here}/waiting/next", DAY, 409)  # the envelope is spent
