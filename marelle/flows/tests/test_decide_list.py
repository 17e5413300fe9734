"""A signed list becomes decisions, labels and budgets: all of them, or none; then places that become free are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.models import Appeal, Application, Call, LabelDecision, Letter
from marelle.domains.calls.queries.waiting import last_day, waiting_decisions
from marelle.domains.calls.rules.lists import (
    AppealAlreadyLodged,
    AppealTooLate,
    ListInputsChanged,
    ListNotSigned,
    NothingToAppeal,
)
from marelle.domains.calls.rules.reviews import WhyMissing
from marelle.domains.calls.services import appeals, lists
from marelle.domains.calls.tests import crowd
from marelle.domains.calls.tests.jury import BY, a_juror
from marelle.domains.calls.tests.listing import (
    SHARE,
    a_file,
    an_open_call,
    closed,
    marked_files,
    three_places,
)
from marelle.domains.calls.tests.terms import SELECTION
from marelle.domains.funding.models import Budget
from marelle.domains.funding.queries import envelope_state
from marelle.domains.funding.rules import EnvelopeExhausted
from marelle.domains.projects.models import Project, ProjectFile
from marelle.domains.projects.services.files import open_files
from marelle.flows.open_call import open_call
from marelle.flows.tests.lists import a_mayor, decided, frozen_list, signed_list, states
from marelle.kernel import clock
from marelle.kernel.access import Perimeter, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.states import MoveRefused

pytestmark = pytest.mark.django_db


def mails(prefix: str) -> dict[str, str]:
    with acting(BY, duty="postman"):
        return dict(OutgoingMail.objects.filter(key__startswith=prefix).values_list("key", "text"))


def test_the_worker_opens_the_files_of_the_projects_once(
    officer: Viewer, jury: list[Viewer], files: list[Application], worked: Callable[[], int]
) -> None:
    decided(officer, signed_list(officer, jury, files))
    assert ProjectFile.objects.count() == 0
    worked()
    assert ProjectFile.objects.count() == 3
    open_files(by=BY, at=clock.now(), projects=list(Project.objects.values_list("pk", flat=True)))
    assert ProjectFile.objects.count() == 3


def test_a_signed_list_is_decided_in_one_go(officer: Viewer, jury: list[Viewer], files: list[Application]) -> None:
    held = decided(officer, signed_list(officer, jury, files))
    assert held.state == "decided"
    assert states(files) == ["labelled", "labelled", "labelled", "waiting", "waiting"]
    assert Project.objects.count() == Budget.objects.count() == 3
    assert [year.remaining for year in envelope_state(files[0].call_id)] == [0, 0, 0]
    call = Call.objects.get(pk=files[0].call_id)
    assert call.state == "decided" and call.decided_on == clock.now().date()
    assert Letter.objects.count() == 5
    assert [one.application_id for one in waiting_decisions(call)] == [files[3].pk, files[4].pk]


@pytest.mark.parametrize("count", [6, 18])
def test_a_long_list_costs_the_statements_of_a_short_one(
    officer: Viewer, jury: list[Viewer], keys: list[tuple[Viewer, str]], count: int
) -> None:
    """The same locks, checks and rows: what grows is inside the statements."""
    call = open_call(by=BY, at=clock.now(), call=an_open_call(three_places()))
    speakers = (keys[0][0].person_id or 0, keys[1][0].person_id or 0)
    ready = {"states": ["under_review"], "opinions": ["favourable"], "speakers": speakers}
    files = crowd.fill(call, count, clock.now(), {}, **ready)
    crowd.review(files, 2 * count, clock.now(), jury=4)
    closed(call)
    held = signed_list(officer, jury, files)
    with CaptureQueriesContext(connection) as asked:
        decided(officer, held)
    assert sorted(set(states(files))) == ["labelled", "refused", "waiting"]
    assert len(asked) == 87


def test_nothing_is_decided_before_the_signatures(
    officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    held = frozen_list(officer, jury, Call.objects.get(pk=files[0].call_id))
    with pytest.raises(ListNotSigned):
        decided(officer, held)
    assert LabelDecision.objects.count() == 0


def test_a_batch_that_skips_a_state_decides_nothing(
    officer: Viewer,
    jury: list[Viewer],
    keys: list[tuple[Viewer, str]],
    holding: Callable[..., Viewer],
    organisation: Callable[..., Organisation],
) -> None:
    """One file was marked, but no authority spoke on it: its examination never began, so nothing ends it."""
    call = open_call(by=BY, at=clock.now(), call=an_open_call({**SELECTION, "constraints": {}}))
    juror = a_juror(holding, organisation, "ada")
    made = marked_files(call, ("5",), keys, juror)
    made += marked_files_without_opinion(call, juror)
    closed(call)
    held = signed_list(officer, jury, made)
    with pytest.raises(MoveRefused):
        decided(officer, held)
    assert states(made) == ["under_review", "filed"]
    assert LabelDecision.objects.count() == Project.objects.count() == 0


def marked_files_without_opinion(call: Call, juror: Viewer) -> list[Application]:
    from marelle.domains.calls.tests.jury import free, given, sent

    file = a_file(call, 30)
    sent(juror, free(juror, given(file, juror)), "1")
    return [file]


def test_money_spent_meanwhile_stops_the_list(officer: Viewer, jury: list[Viewer], files: list[Application]) -> None:
    from marelle.flows.award_label import award_label
    from marelle.kernel.money import Cents

    held = signed_list(officer, jury, files)
    award_label(
        by=officer,
        at=clock.now(),
        application=files[0],
        decided_on=clock.now().date(),
        tranches={2020: Cents(SHARE)},
    )
    with pytest.raises(ListInputsChanged):
        decided(officer, held)
    assert states(files)[1:] == ["under_review"] * 4


def test_the_ledger_has_the_last_word(
    officer: Viewer, jury: list[Viewer], files: list[Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if nobody had looked at the question again, the ledger refuses what the envelope does not hold."""
    from marelle.domains.funding import services as funding
    from marelle.kernel.money import Cents

    held = signed_list(officer, jury, files)
    other = budget_elsewhere(officer, files)
    funding.allocate(by=officer, at=clock.now(), budget=other, year=2021, cents=Cents(1), key="x", reason="Essai")
    monkeypatch.setattr(lists, "_unchanged", lambda *_rest, **_more: [])
    with pytest.raises(EnvelopeExhausted):
        decided(officer, held)
    assert states(files) == ["under_review"] * 5 and not Letter.objects.exists()


def budget_elsewhere(officer: Viewer, files: list[Application]) -> Budget:
    """A label of the same call that was told of the past, whose budget draws on the same envelope."""
    from marelle.domains.calls.tests.conftest import a_site
    from marelle.domains.territories.models import Source
    from marelle.flows.award_label import award_label

    call = Call.objects.get(pk=files[0].call_id)
    source = Source.objects.create(name="Source d’essai", url="https://example.invalid/")
    site = a_site(Perimeter("commune", "80998"), "Ailleurs")
    facts = {"call": call, "site": site, "source": source, "decided_on": clock.now().date()}
    return Budget.objects.get(project=award_label(by=officer, at=clock.now(), **facts))


def test_letters_say_marks_reasons_and_rights(
    officer: Viewer,
    jury: list[Viewer],
    files: list[Application],
    holding: Callable[..., Viewer],
) -> None:
    a_mayor(holding, files[4])
    decided(officer, signed_list(officer, jury, files))
    decision = LabelDecision.objects.get(application=files[4])
    assert "Note finale\xa0: 2,00, rang 5 sur 5" in decision.reason
    assert "Diagnostic\xa0: 2,00 / 5" in decision.reason
    (told,) = {text for key, text in mails(f"calls.decision:{decision.pk}:").items()} or {""}
    assert "L.\xa0311-3-1" in told and "deux mois" in told


def test_an_appeal_has_its_time_and_its_answer(
    officer: Viewer,
    jury: list[Viewer],
    files: list[Application],
    holding: Callable[..., Viewer],
) -> None:
    decided(officer, signed_list(officer, jury, files))
    labelled, refused = (LabelDecision.objects.get(application=files[place]) for place in (0, 4))
    mayors = {place: a_mayor(holding, files[place]) for place in (0, 4)}
    order = {"at": clock.now(), "reasons": "Le rang de la candidature nous étonne."}
    with pytest.raises(NothingToAppeal):
        appeals.lodge_appeal(by=mayors[0], decision=labelled, **order)
    with pytest.raises(WhyMissing):
        appeals.lodge_appeal(by=mayors[4], decision=refused, at=clock.now(), reasons=" ")
    with pytest.raises(AppealTooLate):
        late = clock.now() + timedelta(days=66)  # two months and a day lead to a Saturday
        appeals.lodge_appeal(by=mayors[4], decision=refused, at=late, reasons="Trop tard.")
    made = appeals.lodge_appeal(by=mayors[4], decision=refused, **order)
    with pytest.raises(AppealAlreadyLodged):
        appeals.lodge_appeal(by=mayors[4], decision=refused, **order)
    assert last_day(refused).isoformat() == "2019-09-23"
    said = {"appeal": made, "outcome": "rejected", "reasons": "Les notes ont été relues."}
    appeals.answer_appeal(by=officer, at=clock.now(), **said)
    with pytest.raises(AppealAlreadyLodged):
        appeals.answer_appeal(by=officer, at=clock.now(), **said)
    assert Appeal.objects.get().answer.outcome == "rejected"
    assert mails("calls.appeal:") and mails("calls.appeal_answer:")
