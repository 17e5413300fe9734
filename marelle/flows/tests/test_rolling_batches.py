"""A rolling call is decided batch by batch, each under what the ones before left of the envelope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.models import Application, Batch, Call, ListProposal
from marelle.domains.calls.queries.batches import batch_to_decide, batches_of_files
from marelle.domains.calls.rules.calls import BatchNeeded, BatchNotCut, InNoBatch
from marelle.domains.calls.rules.decisions import FilesUndecided
from marelle.domains.calls.services import (
    announce_batch,
    lists,
    plan_batch,
    prepare_call,
    record_decision,
    set_envelopes,
    set_selection,
)
from marelle.domains.calls.services.listing import compute_list as compute
from marelle.domains.calls.tests.jury import BY, a_juror
from marelle.domains.calls.tests.listing import SHARE, marked_files, person_of, three_places
from marelle.domains.calls.tests.terms import with_terms
from marelle.domains.funding.queries import envelope_state, left_by_year
from marelle.domains.funding.rules import EnvelopeExhausted
from marelle.flows.award_label import award_label
from marelle.flows.compute_list import compute_list
from marelle.flows.open_call import open_call
from marelle.flows.tests.lists import decided, states
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db


@pytest.fixture
def rolling(keys: list[tuple[Viewer, str]]) -> Call:
    """A rolling call for two labels, whose two batches stop in ten and in forty days."""
    now = clock.now()
    facts = {"slug": "fil", "title": "Au fil de l’eau", "edition": 2019, "kind": "rolling", "invented": True}
    made = with_terms(prepare_call(by=BY, at=now, opens_at=now - timedelta(days=100), closes_at=None, **facts))
    made.batches.all().delete()
    for days in (10, 40):
        cut = now + timedelta(days=days)
        plan_batch(by=BY, call=made, cuts_at=cut, decision_by=cut.date() + timedelta(days=20))
    set_envelopes(by=BY, call=made, cents={year: Cents(2 * SHARE) for year in (2020, 2021, 2022)})
    set_selection(by=BY, call=made, rules=three_places(), readers=1)
    made.refresh_from_db()
    return open_call(by=BY, at=now, call=made)


@pytest.fixture
def files(
    rolling: Call,
    keys: list[tuple[Viewer, str]],
    holding: Callable[..., Viewer],
    organisation: Callable[..., Organisation],
) -> list[Application]:
    """Four marked files: two in the first batch, two in the second."""
    made = marked_files(rolling, ("3", "4", "5", "4"), keys, a_juror(holding, organisation, "ada"))
    for file in made[2:]:
        Application.objects.filter(pk=file.pk).update(filed_at=clock.now() + timedelta(days=12))
        file.refresh_from_db()
    return made


def after(days: int) -> None:
    clock.set_to(clock.now() + timedelta(days=days))


def the_list(officer: Viewer, jury: list[Viewer], call: Call) -> ListProposal:
    now, left = clock.now(), left_by_year(call)
    run = compute_list(by=officer, at=now, call=call, name="Selon les règles")
    held = lists.propose_list(by=officer, at=now, run=run, left=left, signatories=[person_of(one) for one in jury])
    lists.freeze_list(by=officer, at=now, proposal=held, left=left)
    for one in jury:
        lists.sign_list(by=one, at=clock.now(), proposal=held, version=1, left=left, agrees=True)
    return held


def remaining(call: Call) -> list[int]:
    return [year.remaining for year in envelope_state(call.pk)]


def test_each_file_falls_in_the_batch_that_stops_after_it(files: list[Application]) -> None:
    found = batches_of_files(files)
    assert [found[file.pk].number for file in files] == [1, 1, 2, 2]  # type: ignore[union-attr]


def test_two_batches_are_decided_under_what_remains(
    officer: Viewer, jury: list[Viewer], rolling: Call, files: list[Application]
) -> None:
    after(11)
    decided(officer, the_list(officer, jury, rolling))
    assert states(files) == ["labelled", "labelled", "under_review", "under_review"]
    assert [one.decided_on is not None for one in rolling.batches.order_by("number")] == [True, False]
    assert remaining(rolling) == [0, 0, 0] and Call.objects.get(pk=rolling.pk).state == "open"
    assert batch_to_decide(rolling, clock.now()) is None
    after(31)
    assert batch_to_decide(rolling, clock.now()).number == 2  # type: ignore[union-attr]
    with pytest.raises(EnvelopeExhausted):
        award(officer, files[2])
    assert states(files)[2:] == ["under_review", "under_review"]


def award(officer: Viewer, file: Application) -> None:
    now = clock.now()
    tranches = {year: Cents(SHARE) for year in (2020, 2021, 2022)}
    award_label(by=officer, at=now, application=file, decided_on=now.date(), tranches=tranches)


def test_nothing_is_calculated_before_a_batch_stops_nor_out_of_turn(
    officer: Viewer, rolling: Call, files: list[Application]
) -> None:
    with pytest.raises(BatchNeeded):
        compute_list(by=officer, at=clock.now(), call=rolling, name="Trop tôt")
    after(41)
    second = Batch.objects.get(call=rolling, number=2)
    for batch in (second, None):
        with pytest.raises(BatchNeeded):
            compute(by=officer, at=clock.now(), call=rolling, left={}, name="Pas son tour", batch=batch)


def test_a_file_is_decided_once_its_batch_has_stopped(officer: Viewer, rolling: Call, files: list[Application]) -> None:
    said = {"outcome": "refused", "reason": "Le pilotage reste à construire."}
    with pytest.raises(BatchNotCut) as caught:
        record_decision(by=officer, at=clock.now(), application=files[0], decided_on=clock.today(), **said)
    assert "est dans le lot 1" in str(caught.value)
    after(11)
    told = {"by": officer, "at": clock.now(), "decided_on": clock.today(), **said}
    assert record_decision(application=files[0], **told).outcome == "refused"
    Application.objects.filter(pk=files[3].pk).update(filed_at=clock.now() + timedelta(days=60))
    files[3].refresh_from_db()
    with pytest.raises(InNoBatch):
        record_decision(application=files[3], **told)


def test_a_batch_is_announced_once_each_of_its_files_is_decided(
    officer: Viewer, rolling: Call, files: list[Application]
) -> None:
    after(11)
    first = Batch.objects.get(call=rolling, number=1)
    told = {"by": officer, "at": clock.now(), "decided_on": clock.today()}
    with pytest.raises(FilesUndecided) as caught:
        announce_batch(**told, batch=first)
    assert caught.value.facts["count"] == 2
    for file in files[:2]:
        record_decision(**told, application=file, outcome="refused", reason="Le pilotage reste à construire.")
    assert announce_batch(**told, batch=first).decided_on == clock.today()
