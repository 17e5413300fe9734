"""From the marks to a signed list, refusal by refusal; what is replayed is the same, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.models import (
    Application,
    Call,
    ListAmount,
    ListLine,
    ListProposal,
    SelectionRun,
    SelectionStudy,
)
from marelle.domains.calls.queries.letters import letters_of
from marelle.domains.calls.queries.lists import calculated, deliberated, difference, lists_to_sign
from marelle.domains.calls.rules.applications import OpinionsMissing
from marelle.domains.calls.rules.conflicts import ConflictOfInterest
from marelle.domains.calls.rules.decisions import FilesUndecided
from marelle.domains.calls.rules.listing import Changes
from marelle.domains.calls.rules.lists import (
    ChangesWrong,
    FilesNotReady,
    ListFrozen,
    ListInputsChanged,
    ListNotSigned,
    ListOverEnvelope,
    ListStillOpen,
    ListTooEarly,
    ListUnderWay,
    ListVersionUnknown,
    NotASignatory,
    NothingToList,
    SayingUnknown,
    ScenarioIsNotTheList,
    SignatoriesWrong,
)
from marelle.domains.calls.rules.reviews import WhyMissing
from marelle.domains.calls.services import announce_decisions, listing, lists, reviewing
from marelle.domains.calls.states.lists import IN, OUT, WAITING
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Forbidden, Viewer
from marelle.kernel.dossiers import ReasonsMissing
from marelle.kernel.states import MoveRefused

from .conftest import CLOSING
from .jury import BY, a_juror, said
from .listing import SHARE, a_file, an_open_call, closed, marked_files, opened, opined, person_of, three_places

pytestmark = pytest.mark.django_db
MARKS = ("5", "4", "4", "3", "2", "1")
WHY = "Le seul site de ce bassin."


@pytest.fixture
def keys(prefect: Viewer, rector: Viewer) -> list[tuple[Viewer, str]]:
    return [(prefect, "prefect"), (rector, "rector")]


@pytest.fixture
def juror(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> Viewer:
    return a_juror(holding, organisation, "ada")


@pytest.fixture
def officer(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> Viewer:
    return holding("national_officer", NATIONAL, body=organisation("Équipe", "national", NATIONAL))


@pytest.fixture
def jury(holding: Callable[..., Viewer], organisation: Callable[..., Organisation]) -> list[Viewer]:
    body = organisation("Jury", "national", NATIONAL)
    return [holding("deciding_jury", NATIONAL, name=name, body=body) for name in ("ines", "marc")]


@pytest.fixture
def files(keys: list[tuple[Viewer, str]], juror: Viewer) -> list[Application]:
    """Six files; the second has unfavourable opinions."""
    made = marked_files(opened(an_open_call(three_places())), MARKS, keys, juror, against=(1,))
    closed(made[0].call)
    return made


@pytest.fixture
def ready(files: list[Application]) -> Call:
    return Call.objects.get(pk=files[0].call_id)


@pytest.fixture
def run(ready: Call, officer: Viewer) -> SelectionRun:
    return asked(officer, ready)


def asked(by: Viewer, call: Call, **changes: Any) -> SelectionRun:
    return listing.compute_list(
        by=by, at=clock.now(), call=call, left={}, name="Selon les règles", changes=Changes(**changes)
    )


def proposed(by: Viewer, run: SelectionRun, jury: list[Viewer], waiting: int = 1) -> ListProposal:
    people = [person_of(one) for one in jury]
    return lists.propose_list(by=by, at=clock.now(), run=run, left={}, signatories=people, waiting=waiting)


def frozen(by: Viewer, proposal: ListProposal) -> int:
    return lists.freeze_list(by=by, at=clock.now(), proposal=proposal, left={}).number


def signed(by: Viewer, proposal: ListProposal, version: int = 1, **rest: Any) -> ListProposal:
    facts = {"agrees": True, "left": {}, **rest}
    return lists.sign_list(by=by, at=clock.now(), proposal=proposal, version=version, **facts)


def test_the_list_is_the_best_that_opinions_and_places_allow(run: SelectionRun, files: list[Application]) -> None:
    found = calculated(run)
    assert [row.application.pk for row in found.rows if row.inside] == [files[0].pk, files[2].pk, files[3].pk]
    assert found.spent() == (3 * SHARE,) * 3
    assert found.told and found.told["optimal"] is True
    assert found.pairs == []  # the one whom opinions keep out is not passed by


def test_it_is_replayed_byte_for_byte(run: SelectionRun, officer: Viewer, ready: Call) -> None:
    again = listing.replay(run)
    assert (again.text, again.fingerprint) == (run.answer.text, run.answer.fingerprint)
    assert asked(officer, ready).fingerprint == run.fingerprint


def test_the_question_is_a_file_of_the_command(run: SelectionRun) -> None:
    from marelle.engines.selection import answer

    assert answer(run.question.encode()).to_json() == run.answer.text
    assert json.loads(run.question)["rules"] == run.rules


def test_the_worker_studies_it(run: SelectionRun, worked: Callable[[], int], files: list[Application]) -> None:
    assert worked() >= 2
    found = calculated(SelectionRun.objects.get(pk=run.pk))
    assert found.studied and not found.waits
    first, barred, last = (found.row_of(files[place].pk) for place in (0, 1, 5))
    assert first and first.band in ("always", "often") and first.margin and first.margin.gap == 3
    assert barred and barred.barred and barred.margin and barred.margin.gap == -1
    assert last and last.band == "never" and last.margin and last.margin.gap == 2
    worked()
    assert SelectionStudy.objects.filter(run=run).count() == 2


def test_a_scenario_says_who_enters_and_who_leaves(
    run: SelectionRun, officer: Viewer, ready: Call, files: list[Application]
) -> None:
    other = asked(officer, ready, forced_in=(files[5].pk,), most=3)
    told = difference(calculated(run), calculated(other))
    assert [row.application.pk for row in told.enters] == [files[5].pk]
    assert [row.application.pk for row in told.leaves] == [files[3].pk]
    assert told.merit == -2 and told.cost == (0, 0, 0)


def test_rules_that_contradict_each_other_are_named(officer: Viewer, ready: Call, files: list[Application]) -> None:
    run = asked(officer, ready, forced_in=(files[1].pk,))
    assert "avis favorables" in run.answer.refusal and not run.answer.text
    assert calculated(run).inside == frozenset()


def test_a_button_pressed_twice_makes_one_calculation(officer: Viewer, ready: Call, run: SelectionRun) -> None:
    again, other = asked(officer, ready), asked(officer, ready, most=2)
    assert (again.pk, asked(officer, ready, most=2).pk) == (run.pk, other.pk)
    assert other.pk != run.pk and SelectionRun.objects.count() == 2


def test_who_may_calculate_and_when(ready: Call, jury: list[Viewer], officer: Viewer) -> None:
    with pytest.raises(Forbidden):
        asked(jury[0], ready)
    for changes in (
        {"percent": 0},
        {"weights": {"colour": Decimal(1)}},
        {"weights": {"diagnosis": Decimal("1e400")}},
        {"weights": {"diagnosis": Decimal("0.00001")}},
        {"forced_in": (2**40,)},
        {"forced_out": (2**40,)},
    ):
        with pytest.raises(ChangesWrong):
            asked(officer, ready, **changes)
    with pytest.raises(ListTooEarly):
        asked(officer, an_open_call(three_places(), "autre"))


def test_nothing_is_listed_without_marks(officer: Viewer, keys: list[tuple[Viewer, str]]) -> None:
    call = opened(an_open_call(three_places()))
    opined(a_file(call, 1), keys)
    with pytest.raises(NothingToList):
        asked(officer, closed(call))


def test_a_file_without_its_marks_holds_the_list_back(
    officer: Viewer, keys: list[tuple[Viewer, str]], juror: Viewer, jury: list[Viewer]
) -> None:
    call = opened(an_open_call(three_places()))
    marked_files(call, ("5", "4"), keys, juror)
    opined(a_file(call, 9), keys)
    run = asked(officer, closed(call))
    with pytest.raises(FilesNotReady, match="Ville 09"):
        proposed(officer, run, jury)


def test_only_the_published_rules_are_proposed(
    officer: Viewer, ready: Call, jury: list[Viewer], run: SelectionRun
) -> None:
    with pytest.raises(ScenarioIsNotTheList):
        proposed(officer, asked(officer, ready, percent=90), jury)
    with pytest.raises(SignatoriesWrong):
        proposed(officer, run, jury[:1])
    with pytest.raises(SignatoriesWrong):
        proposed(officer, run, [*jury, officer])
    proposed(officer, run, jury)
    with pytest.raises(ListUnderWay):
        proposed(officer, run, jury)


def test_the_jury_says_otherwise_with_a_reason(
    officer: Viewer, run: SelectionRun, jury: list[Viewer], files: list[Application], worked: Callable[[], int]
) -> None:
    worked()
    held = proposed(officer, run, jury)
    order = {"by": jury[0], "at": clock.now(), "proposal": held}
    with pytest.raises(WhyMissing):
        lists.override(**order, application=files[5], saying="force_in", reason=" ")
    with pytest.raises(OpinionsMissing):
        lists.override(**order, application=files[1], saying="force_in", reason=WHY)
    with pytest.raises(Forbidden):
        lists.override(**{**order, "by": officer}, application=files[5], saying="force_in", reason=WHY)
    lists.override(**order, application=files[5], saying="force_in", reason=WHY)
    with pytest.raises(ListOverEnvelope):
        frozen(officer, held)
    lists.override(**order, application=files[3], saying="force_out", reason="Le projet se redit.")
    found = deliberated(held)
    assert {line.row.application.pk for line in found.placed(IN)} == {files[place].pk for place in (0, 2, 5)}
    assert [line.row.application.pk for line in found.placed(WAITING)] == [files[4].pk]
    assert [line.row.application.pk for line in found.against] == [files[3].pk, files[5].pk]
    # Two marks that are higher than the one that the jury brought in, and that no rule bars.
    assert {(low.application.pk, high.application.pk) for low, high in found.pairs} == {
        (files[5].pk, files[3].pk),
        (files[5].pk, files[4].pk),
    }
    letters = letters_of(held)
    assert letters[files[3].pk]["said"]["reason"] == "Le projet se redit."
    assert "deux avis favorables" in letters[files[1].pk]["change"]
    with pytest.raises(SayingUnknown):
        lists.override(**order, application=files[5], saying="why_not", reason=WHY)
    frozen(officer, held)
    with pytest.raises(ListFrozen):
        lists.override(**order, application=files[5], saying="as_computed", reason=WHY)


def test_labels_are_not_announced_while_a_list_is_open(
    officer: Viewer, run: SelectionRun, jury: list[Viewer], ready: Call
) -> None:
    """Announced, the call would say that all is decided, and its results would be empty."""
    held, told = proposed(officer, run, jury), {"by": officer, "call": ready, "decided_on": clock.today()}
    with pytest.raises(ListStillOpen):
        announce_decisions(**told, at=clock.now())
    frozen(officer, held)
    with pytest.raises(ListStillOpen):
        announce_decisions(**told, at=clock.now())
    lists.drop_list(by=officer, proposal=held, why="Le jury se réunit de nouveau.")
    with pytest.raises(FilesUndecided):  # the list is gone, its files still wait for a decision
        announce_decisions(**told, at=clock.now())


def test_named_people_sign_the_version_that_they_read(
    officer: Viewer, run: SelectionRun, jury: list[Viewer], juror: Viewer
) -> None:
    held = proposed(officer, run, jury)
    with pytest.raises(MoveRefused):
        signed(jury[0], held)
    version = frozen(officer, held)
    assert [one.pk for one in lists_to_sign(jury[0])] == [held.pk]
    with pytest.raises(Forbidden):
        signed(juror, held, version)
    with pytest.raises(ReasonsMissing):
        signed(jury[0], held, version, agrees=False)
    with pytest.raises(ListVersionUnknown):
        signed(jury[0], held, version + 1)
    signed(jury[0], held, version)
    assert lists_to_sign(jury[0]) == []
    with pytest.raises(ListNotSigned):
        lists.take_signed_list(by=officer, proposal=held, left={})
    assert signed(jury[1], held, version).state == "signed"
    assert lists.take_signed_list(by=officer, proposal=held, left={}).pk == held.pk


def test_a_stranger_to_the_list_does_not_sign(
    officer: Viewer, run: SelectionRun, jury: list[Viewer], holding: Callable[..., Viewer]
) -> None:
    held = proposed(officer, run, jury)
    version = frozen(officer, held)
    with pytest.raises(NotASignatory):
        signed(holding("deciding_jury", NATIONAL, name="luc"), held, version)


def test_nobody_signs_for_their_own_candidature(
    officer: Viewer, run: SelectionRun, jury: list[Viewer], files: list[Application], holding: Callable[..., Viewer]
) -> None:
    own = holding("deciding_jury", NATIONAL, name="rose", body=files[4].organisation)
    with pytest.raises(ConflictOfInterest):
        proposed(officer, run, [jury[0], own])
    held = proposed(officer, run, jury)
    version = frozen(officer, held)
    # The link appears after they were named: a right in one of the towns.
    from marelle.domains.accounts import services as accounts

    accounts.grant_membership(
        by=BY,
        at=clock.now(),
        person=person_of(jury[0]),
        organisation=files[4].organisation,
        role="town_desk",
        perimeter=files[4].organisation.perimeter,
        valid_to=clock.now().replace(year=2020),
    )
    with pytest.raises(ConflictOfInterest):
        signed(jury[0], held, version)


def test_a_no_sends_it_back_and_signatures_lapse(officer: Viewer, run: SelectionRun, jury: list[Viewer]) -> None:
    held = proposed(officer, run, jury)
    version = frozen(officer, held)
    signed(jury[0], held, version)
    assert signed(jury[1], held, version, agrees=False, reasons="Il manque l’outre-mer.").state == "to_sign"
    lists.reopen_list(by=officer, proposal=held, why="Le jury se réunit de nouveau.")
    assert frozen(officer, held) == version + 1
    assert [one.pk for one in lists_to_sign(jury[0])] == [held.pk]


def test_a_list_whose_facts_changed_is_not_signed(
    officer: Viewer, run: SelectionRun, jury: list[Viewer], juror: Viewer, files: list[Application]
) -> None:
    held = proposed(officer, run, jury)
    version = frozen(officer, held)
    share = files[5].assignments.get()
    corrects = files[5].reviews.get().pk
    told = {"version": 1, "said": said("5"), "why": "Une erreur de ligne.", "corrects": corrects}
    reviewing.correct_review(by=juror, at=clock.now(), assignment=share, **told)
    with pytest.raises(ListInputsChanged):
        signed(jury[0], held, version)
    lists.drop_list(by=officer, proposal=held, why="Une note a changé.")
    assert ListProposal.objects.get(pk=held.pk).state == "dropped"


def test_the_database_holds_the_steps_and_the_envelope(
    officer: Viewer, run: SelectionRun, jury: list[Viewer], files: list[Application]
) -> None:
    held = proposed(officer, run, jury)
    frozen(officer, held)

    def refused(sql: str, *values: Any) -> str:
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
        return str(getattr(caught.value.__cause__.diag, "constraint_name", ""))  # type: ignore[union-attr]

    step = "UPDATE calls_list SET state = %s, decided_at = now() WHERE id = %s"
    assert refused(step, "decided", held.pk) == "calls_list_step_by_step"
    assert refused("UPDATE calls_list SET state = 'signed' WHERE id = %s", held.pk) == "calls_list_signed_by_all"
    first = ListLine.objects.filter(place=IN).first()
    assert first is not None
    more = "INSERT INTO calls_list_amount (line_id, year, cents) VALUES (%s, 2023, 1)"
    assert refused(more, first.pk) == "calls_list_within_its_envelope"
    line = "INSERT INTO calls_list_line (proposal_id, version_id, application_id, place) VALUES (%s, %s, %s, 'in')"
    clock.set_to(CLOSING - timedelta(days=2))
    foreign = a_file(opened(an_open_call(three_places(), "autre")), 40)
    assert refused(line, held.pk, first.version_id, foreign.pk) == "calls_list_in_its_call"
    out = ListLine.objects.filter(place=OUT).first()
    assert out is not None
    assert refused(more, out.pk) == "calls_list_gives_to_those_in"
    assert ListAmount.objects.filter(line__place=IN).count() == 9
