"""What each list costs, in queries: the same for ten rows and for a hundred, and never more than the house allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marelle.domains.calls.models import Application, Call, SelectionRun
from marelle.domains.calls.services import duplicate_call, prepare_call, set_envelopes
from marelle.domains.calls.tests.crowd import fill, review
from marelle.domains.calls.tests.jury import BY
from marelle.domains.calls.tests.listing import an_open_call, closed, three_places
from marelle.domains.calls.tests.terms import with_terms
from marelle.flows.open_call import open_call
from marelle.flows.tests.conftest import jury  # noqa: F401
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db
# ruff: noqa: F811
LIST, PAGE = 15, 25
FEW, MANY = 10, 100
CALL = "/pilotage/appels/essai-2019/"
Prices = dict[tuple[str, str], int]


def prices(browsers: Mapping[str, Client], pages: Iterable[tuple[str, str]]) -> Prices:
    return {(who, address): price(browsers[who], address) for who, address in pages}


def price(browser: Client, address: str) -> int:
    """The queries of a page that is seen, savepoints of the tests left out."""
    with CaptureQueriesContext(connection) as made:
        answer = browser.get(address)
        b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    assert answer.status_code == 200, (address, answer.status_code)
    return sum("SAVEPOINT" not in query["sql"] for query in made.captured_queries)


LISTS = [
    *(("officer", f"{CALL}{name}/") for name in ("candidatures", "avancement", "notes", "calibrage", "relances")),
    *(("officer", address) for address in ("/candidatures/", "/pilotage/appels/", f"{CALL}jury/", "/accueil/")),
    ("officer", f"{CALL}candidatures/?avis=awaited&tri=-prefet"),
    ("officer", f"{CALL}candidatures/?tri=lus&q=inventé"),
    *((who, address) for who in ("prefect", "rector") for address in ("/candidatures/", "/accueil/")),
    *(("officer", f"/candidatures/telechargement/{ending}/") for ending in ("csv", "json", "ods", "xlsx")),
]


def test_lists_of_a_call(
    entered: Callable[[Viewer], Client],
    filed: Application,
    officer: Viewer,
    prefect: Viewer,
    rector: Viewer,
    now: datetime,
) -> None:
    browsers = {"officer": entered(officer), "prefect": entered(prefect), "rector": entered(rector)}
    grown(filed.call, FEW, now)
    prices(browsers, LISTS)  # what a process asks once
    few = prices(browsers, LISTS)
    grown(filed.call, MANY - FEW, now)
    for edition in range(2031, 2041):
        duplicate_call(by=BY, call=filed.call, slug=f"e{edition}", title="E", edition=edition)
    assert prices(browsers, LISTS) == few
    assert {page: cost for page, cost in few.items() if cost > LIST} == {}


def grown(call: Call, count: int, now: datetime) -> list[Application]:
    """So many more files, each marked by two readers of a jury that grows too."""
    files = fill(call, count, now, {}, prefix=f"f{count}")
    review(files, 2 * count, now, jury=count, prefix=f"j{count}-{call.pk}-")
    return files


STEPS = ["", "scenarios/", "nouveau-scenario/", "deliberation/", "decision/"]
LARGEST = {"scenarios/": LIST, "deliberation/": LIST}


def test_pages_of_a_list(
    entered: Callable[[Viewer], Client], officer: Viewer, jury: list[Viewer], somme: Any, prefect: Viewer
) -> None:
    browser = entered(officer)
    calls = [an_open_list(f"liste-{count}", count) for count in (FEW, MANY)]
    few, many = (pages_of(closed(call), browser, jury) for call in calls)
    assert few == many
    assert {page: cost for page, cost in few.items() if cost > LARGEST.get(page, PAGE)} == {}


def test_the_page_that_rehearses_an_opening(entered: Callable[[Viewer], Client], officer: Viewer) -> None:
    """The order is played for good and taken back: ten years of envelope cost no more than one."""
    browser, address = entered(officer), "/pilotage/appels/{}/ouverture/"
    few, many = (a_prepared_call(f"years-{years}", years) for years in (1, 10))
    price(browser, address.format(few))
    cost = price(browser, address.format(few))
    assert price(browser, address.format(many)) == cost <= PAGE - 2


def a_prepared_call(slug: str, years: int) -> str:
    now = clock.now()
    dates = {"opens_at": now, "closes_at": now + timedelta(days=30)}
    call = with_terms(prepare_call(by=BY, at=now, slug=slug, title="Appel", edition=2019, invented=True, **dates))
    set_envelopes(by=BY, call=call, cents={2020 + year: Cents(1_000_00) for year in range(years)})
    return slug


def an_open_list(slug: str, count: int) -> Call:
    call = open_call(by=BY, at=clock.now(), call=an_open_call(three_places(), slug=slug))
    files = grown(call, count, clock.now())
    Application.objects.filter(pk__in=[file.pk for file in files]).update(state="under_review")
    return call


def pages_of(call: Call, officer: Client, jury: list[Viewer]) -> dict[str, int]:
    """What the pages of a list cost, from its calculation to its deliberation."""
    here = f"/pilotage/appels/{call.slug}/liste/"
    assert officer.post(here).status_code == 302
    run = f"/pilotage/appels/{call.slug}/calculs/{SelectionRun.objects.get(call=call).number}/"
    told = {"signatories": [str(one.person_id) for one in jury], "waiting": "1"}
    answer = officer.post(f"{run}proposer/", told)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    found = {step: price(officer, f"{here}{step}") for step in STEPS}
    return found | {"run": price(officer, run), "file": price(officer, f"{run}candidatures.csv")}
