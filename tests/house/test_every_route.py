"""Every route by everybody: nobody meets a fault, and who gets in where is written in `who_gets_in.txt`.

A change of rights fails here with its new lines, and is reviewed as a change of that file. Run whole and alone, this
file leaves the whole new table in `var/who_gets_in.txt`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator

from marelle.flows.demo.cast import CAST
from marelle.web.ui.answers import HEADER, REFUSED
from marelle.web.ui.tags.actions import PAGE as PAGE_ASKED

from . import attack
from .addresses import NONSENSE, Route, routes
from .crowd import VISITOR, Crowd, everybody
from .headers import faults

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("who_gets_in.txt")
NEW_TABLE = TABLE.parents[2] / "var" / TABLE.name
ROUTES = sorted(routes(), key=lambda route: route.pattern)
ANSWERS = {200, 204, 302, 400, 401, 403, 404, 405, 409, 410, 422, 429}
MADE = 201
GALLERY = "gallery"  # the components, among them one page of a list that nobody turns
LOG_IN = "/connexion/?next="
JUNK = ("é\0 <script>alert(1)</script>", "9" * 40, "-1", "=cmd|' /C calc'!A0", "..\\..\\%00", "[]{}\u202e\ufeff", " ")
CREDENTIAL = '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "é"}}'
ON_EVERY_PAGE = {"csrfmiddlewaretoken", "next", "language", "theme"}
SAME_FOR_ALL = {"search_suggest", "open_file", "open_file_schema", "data_package"}
EVERYBODY = (VISITOR, *(member.key for member in CAST))
CURIOUS = "nadia.belkacem"  # she may write
# What is public is asked for by five of them, who hold very different rights.
FIVE = (VISITOR, CURIOUS, "elodie.roussel", "ines.garnier", "julie.moreau")
# Queries of a page: a list, any other. What counts as a list; the pages that play an order to say what it would do.
LIST, PAGE = 15, 25
LISTS = {
    *("applications", "call_applications", "calls", "calls_public", "call_board", "call_calibration", "call_jury"),
    *("call_chase", "call_batches", "call_funnel", "call_results", "list_compare", "list_jury", "list_after", "desk"),
    *("deputies", "forms", "sites", "organisations", "people", "members", "log", "data", "commune_schools"),
}
REHEARSED = {
    *("project_entry_book", "project_table_book", "own_sheets_book"),
    *("api-1:table_return", "api-1:own_sheets_return"),
}
PAST = "La page demandée n’existe pas, ou plus"
FIELD = re.compile(r'<(?:input|textarea|select|button)[^>]* name="([^"]+)"')

Lines = dict[str, list[str]]


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any) -> Iterator[Crowd]:
    with everybody(django_db_blocker.unblock) as made:
        yield made


@pytest.fixture(scope="module")
def told() -> Iterator[Lines]:
    found: Lines = {}
    yield found
    if len(found) == len(ROUTES):
        heading = [text for text in TABLE.read_text().splitlines() if not is_line(text)]
        lines = [text for route in ROUTES for text in found[route.name]]
        NEW_TABLE.write_text("\n".join([*heading, *lines, ""]))


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_nobody_meets_a_fault_and_everybody_gets_what_the_table_says(route: Route, crowd: Crowd, told: Lines) -> None:
    lines = told[route.name] = []
    for label, address in route.written(crowd.records).items():
        callers, senders = (FIVE, FIVE[:2]) if route.is_public else (EVERYBODY, EVERYBODY)
        asked = {who: judged(route, who, crowd.ask(who, "get", address)) for who in callers}
        dear = {who: answer.queries for who, answer in asked.items() if answer.queries > price(route, answer)}
        assert not dear, f"{address} asks the database too often: {dear}"
        sent = {who: send(route, who, address, crowd, asked[who]) for who in senders}
        lines += [line("get", route, label, asked), line("post", route, label, sent)]
    assert lines == table().get(route.name), f"if this is meant, it goes in {TABLE.name}:\n" + "\n".join(lines)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.nonsense()], ids=str)
def test_what_does_not_exist_is_not_found(route: Route, crowd: Crowd) -> None:
    """The visitor and the curious try every nonsense, the others one each."""
    for index, who in enumerate(FIVE if route.is_public else EVERYBODY):
        some = route.nonsense() if who in (VISITOR, CURIOUS) else route.nonsense()[index % len(NONSENSE) :][:1]
        for address in some:
            answer = judged(route, who, crowd.ask(who, "get", address))
            assert answer.status_code != 200 or route.is_public, (who, address)
            if who == CURIOUS:
                judged(route, who, crowd.ask(who, "post", address))


@pytest.mark.parametrize("route", [one for one in ROUTES if not one.is_api and one.name != GALLERY], ids=str)
def test_a_page_number_past_the_end_is_answered_as_the_last_page(route: Route, crowd: Crowd, paged: set[str]) -> None:
    """By every list in the same way: with a sentence. What is no list takes no notice of the number."""
    for address in route.written(crowd.records).values():
        readers = (who for who in (CURIOUS, "elodie.roussel") if reads(crowd.ask(who, "get", address)))
        for who in islice(readers, 1):
            for number in ("99999", "0", "x"):
                paged.clear()
                answer = judged(route, who, crowd.ask(who, "get", address, data={PAGE_ASKED: number}))
                assert answer.status_code == 200, (who, address, number)
                if not paged:
                    break
                assert PAST in answer.content.decode(), (who, address, number)


def reads(answer: Any) -> bool:
    """True where a page is shown, not a file sent."""
    return answer.status_code == 200 and not answer.streaming


@pytest.fixture
def paged(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Fills while lists are cut in pages."""
    found: set[str] = set()
    cut = Paginator.page

    def noted(self: Paginator[Any], number: Any) -> Any:
        found.add(str(number))
        return cut(self, number)

    monkeypatch.setattr(Paginator, "page", noted)
    return found


@pytest.fixture(scope="module")
def cities(crowd: Crowd) -> attack.Cities:
    return attack.cities_of(crowd, theirs="mirelande", mine="valmarelle")


@pytest.mark.parametrize("route", [route for route in ROUTES if attack.is_of_a_city(route)], ids=str)
def test_what_is_of_another_city_is_as_if_it_were_not(route: Route, crowd: Crowd, cities: attack.Cities) -> None:
    """Its address answers to a stranger as one that names nothing; so does one's own with a record of another city."""
    for who, there, nowhere in cities.pairs(route):
        for method in attack.methods_of(route):
            found, lost = (attack.told(crowd.ask(who, method, one)) for one in (there, nowhere))
            assert found == lost, (who, method, there, found[:2], lost[:2])
            assert found[0] not in (200, 201, 204), (who, method, there)


@pytest.mark.parametrize("route", [route for route in ROUTES if attack.is_of_a_city(route)], ids=str)
def test_no_number_that_is_sent_reaches_another_city(route: Route, crowd: Crowd, cities: attack.Cities) -> None:
    """In each field of a form and each body of an order that a leader may send on what is theirs.

    A number of the other city may by chance be one of one's own, and something is made: what tells is the harm.
    """
    for method, address, content in cities.attacks(route, crowd.browsers[CURIOUS]):
        answer = cities.sent(crowd.browsers[CURIOUS], method, address, **content)
        judged(route, CURIOUS, answer, but=MADE)
        assert not answer.harm, (method, address, content, answer.status_code, answer.harm)


def test_the_table_has_no_line_of_a_route_that_is_gone() -> None:
    assert set(table()) == {route.name for route in ROUTES}


def price(route: Route, answer: Any) -> float:
    """How many queries this answer may cost; an order that is rehearsed to be shown costs what it costs."""
    if answer.status_code != 200 or route.name in REHEARSED:
        return math.inf
    return LIST if route.name in LISTS else PAGE


def send(route: Route, who: str, address: str, crowd: Crowd, seen: Any) -> Any:
    """Nonsense in every field that the person was shown. The curious also send nothing, then each nonsense in turn."""
    names = FIELD.findall(seen.content.decode()) if seen.status_code == 200 and not seen.streaming else []
    names = [name for name in names if name not in ON_EVERY_PAGE]
    mixed = {name: JUNK[len(name) % len(JUNK)] for name in ["next", "person", *names]}
    if who in (VISITOR, CURIOUS) and names:
        for sent in ({}, *(dict.fromkeys([*names, *mixed], junk) for junk in JUNK)):
            judged(route, who, crowd.ask(who, "post", address, data=sent))
    return judged(route, who, crowd.ask(who, "post", address, data=mixed | {"credential": CREDENTIAL}))


def judged(route: Route, who: str, answer: Any, but: int = 0) -> Any:
    """The same answer, unless something in it is wrong; `but` is a status that is right there only."""
    asked = f"{answer.request['REQUEST_METHOD']} {answer.request['PATH_INFO']!r} by {who}: {answer.status_code}"
    assert answer.status_code in {*ANSWERS, but}, f"{asked}\n{answer.exc_info}"
    private = not route.is_public or (who != VISITOR and route.name not in SAME_FOR_ALL)
    assert faults(answer, private=private) == [], asked
    assert b"!!undefined" not in answer.whole and b"Traceback" not in answer.whole, asked
    if who == VISITOR and not route.is_public:
        assert answer.status_code in (400, 404, 405) or is_sent_to_log_in(answer), asked
    return answer


def is_sent_to_log_in(answer: Any) -> bool:
    """A person is shown the log-in page, a program is asked for its token."""
    if answer.status_code == 401:
        return "Bearer" in answer["WWW-Authenticate"]
    return answer.status_code == 302 and answer["Location"].startswith(LOG_IN)


def line(method: str, route: Route, label: str, answers: dict[str, Any]) -> str:
    cells = {who: cell(answer) for who, answer in answers.items()}
    same = set(cells.values())
    told = f"everybody {same.pop()}" if len(same) == 1 else " ".join(cells.get(who, "   ") for who in EVERYBODY)
    return f"{method:<5}{route.name:<37}{label:<19} {told}".rstrip()


def cell(answer: Any) -> str:
    if is_sent_to_log_in(answer):
        return "log"
    return "ref" if answer.get(HEADER) == REFUSED else str(answer.status_code)


def is_line(text: str) -> bool:
    return text.startswith(("get ", "post "))


@cache
def table() -> Lines:
    found: Lines = {}
    for text in filter(is_line, TABLE.read_text().splitlines()):
        found.setdefault(text.split()[1], []).append(text)
    return found
