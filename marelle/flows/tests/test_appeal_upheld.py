"""An appeal that is upheld leads to a label, with its money; a label that falls gives its money back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marelle.domains.calls.models import Application, LabelDecision
from marelle.domains.calls.queries.waiting import appeal_that_led_to, upheld_appeals
from marelle.domains.calls.rules.applications import OpinionsMissing
from marelle.domains.calls.rules.conflicts import ConflictOfInterest
from marelle.domains.calls.services import appeals
from marelle.domains.calls.tests.listing import SHARE
from marelle.domains.funding.queries import envelope_state
from marelle.domains.funding.rules import EnvelopeExhausted
from marelle.domains.projects.models import Project
from marelle.flows.replace_decision import replace_decision
from marelle.flows.tests.lists import a_mayor, decided, signed_list
from marelle.flows.withdraw_label import withdraw_label
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db
TRANCHES = {year: Cents(SHARE) for year in (2020, 2021, 2022)}


def left(files: list[Application]) -> list[int]:
    return [year.remaining for year in envelope_state(files[0].call_id)]


@pytest.fixture
def upheld(
    officer: Viewer, jury: list[Viewer], files: list[Application], holding: Callable[..., Viewer]
) -> LabelDecision:
    """The decision on the last of five, refused its label, whose appeal was upheld."""
    decided(officer, signed_list(officer, jury, files))
    contested = LabelDecision.objects.get(application=files[4])
    told = {"at": clock.now(), "reasons": "Le rang de la candidature nous étonne."}
    made = appeals.lodge_appeal(by=a_mayor(holding, files[4]), decision=contested, **told)
    appeals.answer_appeal(by=officer, at=clock.now(), appeal=made, outcome="upheld", reasons="Une note était fausse.")
    return contested


def order(by: Viewer, decision: LabelDecision, **facts: Any) -> dict[str, Any]:
    now = clock.now()
    said = {"outcome": "labelled", "reason": "Recours accueilli.", "tranches": TRANCHES}
    return {"by": by, "at": now, "decided_on": now.date(), "decision": decision, **said, **facts}


def test_it_awaits_its_decision_and_the_full_envelope_refuses_it(
    upheld: LabelDecision, officer: Viewer, files: list[Application]
) -> None:
    assert [one.decision_id for one in upheld_appeals(officer)] == [upheld.pk]
    with pytest.raises(EnvelopeExhausted) as caught:
        replace_decision(**order(officer, upheld))
    assert "L’enveloppe 2020 ne suffit pas" in str(caught.value)
    assert LabelDecision.objects.filter(supersedes=upheld).count() == 0 and Project.objects.count() == 3


def test_with_room_in_the_envelope_it_receives_its_label_and_its_money(
    upheld: LabelDecision, officer: Viewer, files: list[Application]
) -> None:
    given = LabelDecision.objects.get(application=files[0])
    now = clock.now()
    withdraw_label(by=officer, at=now, decision=given, decided_on=now.date(), reason="La commune renonce.")
    assert left(files) == [SHARE] * 3
    made = replace_decision(**order(officer, upheld))
    assert (made.outcome, left(files)) == ("labelled", [0, 0, 0])
    assert Project.objects.get(decision=made).state == "finalising"
    assert upheld_appeals(officer) == []
    before = appeal_that_led_to(made)
    assert before is not None and before.decision == upheld
    with acting(officer, duty="postman"):
        told = list(OutgoingMail.objects.filter(key__startswith=f"calls.decision:{made.pk}:"))
    assert told and "Recours accueilli." in told[0].text


def test_a_label_replaced_by_a_refusal_gives_its_money_back(
    officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    decided(officer, signed_list(officer, jury, files))
    given = LabelDecision.objects.get(application=files[0])
    replace_decision(**order(officer, given, outcome="refused", tranches=None, reason="Un avis était faux."))
    assert left(files) == [SHARE] * 3
    assert Project.objects.get(decision=given).state == "withdrawn"


def test_a_label_after_an_appeal_still_needs_the_two_keys(
    upheld: LabelDecision, officer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marelle.kernel.dossiers.models import Dossier

    Dossier.objects.filter(pk=upheld.application.dossier_id).update(latest=2)  # type: ignore[union-attr]
    upheld.refresh_from_db()
    with pytest.raises(OpinionsMissing):
        replace_decision(**order(officer, LabelDecision.objects.get(pk=upheld.pk)))


def test_nobody_replaces_the_decision_on_their_own_town(
    upheld: LabelDecision, files: list[Application], holding: Callable[..., Viewer]
) -> None:
    tied = holding("national_officer", NATIONAL, name="elodie", body=files[4].organisation)
    with pytest.raises(ConflictOfInterest):
        replace_decision(**order(tied, upheld))
