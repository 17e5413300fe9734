"""Reading the log as a whole: by its filters, page after page, by whoever the policies let."""

from datetime import date

import pytest

from marelle.kernel import audit, clock
from marelle.kernel.access import NATIONAL, Grant, Perimeter, Viewer
from marelle.kernel.access.context import enter
from marelle.kernel.audit import Asked, read_log, seal_state
from marelle.kernel.clock.models import Installation

pytestmark = pytest.mark.django_db


def reader(permission: str, place: Perimeter = NATIONAL) -> Viewer:
    return Viewer(9, "Lise", (Grant(permission, place),))


AUDITOR, TECHNICIAN = reader("audit.read"), reader("audit.read_technical")
EVERYTHING = Asked()
ACTIONS = ("clock.move", "calls.open_call", "accounts.invite", "clock.move", "territories.open_site")


@pytest.fixture
def written(at) -> None:
    for number, action in enumerate(ACTIONS):
        at(f"2019-06-0{number + 1}T23:30")
        audit.record(Viewer(number % 2 + 7, "A"), action, Installation(), facts={"number": number})
    audit.record_read(Viewer(7, "A"), Installation(), "essai")


def actions(viewer: Viewer = AUDITOR, asked: Asked = EVERYTHING, **rest) -> list[str]:
    enter(viewer)
    return [entry.action for entry in read_log(viewer, asked, **rest).entries]


def test_newest_first_and_the_reading_is_written(written):
    assert actions() == ["kernel.installation.read", *reversed(ACTIONS)]
    [first, *_rest] = read_log(AUDITOR, Asked(action="audit.read")).entries
    assert (first.person_id, first.is_read, first.object_kind, first.facts) == (
        9,
        True,
        "kernel.auditentry",
        {"lines": 6},
    )
    [second, *_rest] = read_log(AUDITOR, Asked()).entries
    assert second.facts == {"action": "audit.read", "lines": 1}


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (Asked(person_id=8), 2),
        (Asked(person_id=99), 0),
        (Asked(action="clock.move"), 2),
        (Asked(object_kind="kernel.installation"), 6),
        (Asked(object_kind="calls.call"), 0),
        (Asked(since=date(2019, 6, 3)), 4),
        (Asked(until=date(2019, 6, 1)), 1),
        (Asked(since=date(2019, 6, 2), until=date(2019, 6, 3)), 2),
        (Asked(reads_only=True), 1),
        (Asked(action="clock.move", person_id=7, until=date(2019, 6, 3)), 1),
    ],
)
def test_filters(written, asked, count):
    assert len(actions(asked=asked)) == count


def test_pages_follow_each_other_both_ways_while_the_log_grows(written):
    enter(AUDITOR)
    asked = Asked(until=date(2019, 6, 5), object_kind="kernel.installation")
    whole = [entry.id for entry in read_log(AUDITOR, asked).entries]
    first = read_log(AUDITOR, asked, limit=2)
    second = read_log(AUDITOR, asked, limit=2, before=first.older)
    third = read_log(AUDITOR, asked, limit=2, before=second.older)
    assert [entry.id for page in (first, second, third) for entry in page.entries] == whole
    assert (first.newer, third.older) == (None, None)
    assert read_log(AUDITOR, asked, limit=2, after=third.newer).entries == second.entries
    back = read_log(AUDITOR, asked, limit=2, after=second.newer)
    assert (back.entries, back.newer) == (first.entries, None)
    assert read_log(AUDITOR, asked, before=1).entries == ()


def test_a_technician_reads_what_makes_the_installation_run_and_their_own(written):
    assert actions(TECHNICIAN) == ["territories.open_site", "clock.move", "accounts.invite", "clock.move"]
    audit.record(TECHNICIAN, "calls.open_call", Installation())
    assert actions(TECHNICIAN)[0] == "calls.open_call"


@pytest.mark.parametrize("viewer", [reader("audit.read", Perimeter("organisation", "3")), reader("projects.read")])
def test_nobody_else_reads_more_than_their_own(written, viewer):
    assert actions(viewer) == []


def test_two_queries_whatever_the_size(written, counted):
    enter(AUDITOR)
    for limit in (1, 5):
        with counted() as queries:
            read_log(AUDITOR, Asked(), limit=limit)
        assert len(queries) == 2


def test_the_state_of_the_seal(at, counted):
    at("2019-06-01T12:00")
    enter(AUDITOR)
    assert (seal_state().position, seal_state().entry_id, seal_state().waiting) == (0, None, 0)
    audit.record(AUDITOR, "clock.move", Installation())
    audit.seal()
    audit.record(AUDITOR, "clock.move", Installation())
    for viewer in (AUDITOR, TECHNICIAN):
        enter(viewer)
        with counted() as queries:
            state = seal_state()
        assert len(queries) == 1
        assert (state.position, state.waiting, state.first_waiting) == (1, 1, state.entry_id + 1)
        assert state.sealed_at > clock.now()
    enter(Viewer.visitor())
    assert seal_state().entry_id is None
