"""What a call refuses, each by the page and by a program: the same order judges both, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.accounts.services import grant_membership
from marelle.domains.calls.models import Application, Call, LabelDecision, ListProposal, Review
from marelle.domains.calls.tests.conftest import AMIENS, CLOSING, SOMME
from marelle.domains.calls.tests.jury import BY, WHY, a_juror, given, seated
from marelle.domains.funding.models import Budget
from marelle.domains.projects.models import Project
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import DossierVersion, Voice
from marelle.web.ui.tests.reading import page, refused

from .conftest import Program

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
Browsers = Callable[[Viewer], Client]
DAY = {"decided_on": "2019-07-20"}


def test_a_submission_after_the_closing(
    program: Programs, entered: Browsers, complete: Application, mayor: Viewer
) -> None:
    here, browser = f"/candidatures/{complete.pk}/depot/", entered(mayor)
    assert "Déposer la candidature" in page(browser.get(here))  # the form was open before
    clock.set_to(CLOSING)
    assert "est clos depuis" in refused(browser.post(here))
    assert program(mayor).post(f"applications/{complete.pk}/filing")[1]["code"] == "calls.closed"
    assert not DossierVersion.objects.exists() and Application.objects.get().state == "draft"


def test_a_review_by_somebody_of_the_applicants_own_organisation(
    program: Programs, entered: Browsers, filed: Application, officer: Viewer, holding: Any, town: Organisation
) -> None:
    tied = holding("jury_reviewer", name="bureau", body=town)
    seat = seated(filed.call, tied)
    told = {"step": "give", "give-reviewer": str(seat.pk)}
    answer = entered(officer).post(f"/candidatures/{filed.pk}/lecteurs/", told)
    refused(answer)  # the page does not offer them
    status, said = program(officer).post(f"applications/{filed.pk}/readers", {"reviewer": seat.pk})
    assert (status, said["code"]) == (403, "calls.conflict_of_interest")
    assert filed.assignments.count() == 0


def test_a_share_given_before_they_joined_it(
    program: Programs, entered: Browsers, filed: Application, holding: Any, organisation: Any, town: Organisation
) -> None:
    ada = a_juror(holding, organisation, "ada")
    share = given(filed, ada)
    join(ada, town)
    page(entered(ada).post(f"/notation/{share.pk}/liens/", {"answer": "none"}), 403)
    ben = a_juror(holding, organisation, "ben")
    other = given(filed, ben)
    join(ben, town)
    status, told = program(ben).post(f"reviews/{other.pk}/statement", {"has_interest": False})
    assert (status, told["code"]) == (403, "calls.conflict_of_interest")
    assert program(ben).post(f"reviews/{other.pk}", review())[0] == 404  # the share was closed
    assert not Review.objects.exists()


def join(viewer: Viewer, town: Organisation) -> None:
    person = Person.objects.get(pk=viewer.person_id or 0)
    facts = {"person": person, "organisation": town, "role": "town_desk", "perimeter": town.perimeter}
    grant_membership(by=BY, at=clock.now(), valid_to=clock.now() + timedelta(days=90), **facts)


def review(mark: str = "3", **rest: Any) -> dict[str, Any]:
    return {"version": 1, "marks": {"diagnosis": {"mark": mark, "reason": WHY}}, **rest}


@pytest.mark.parametrize(("seat", "place"), [("prefect", SOMME), ("rector", AMIENS)])
def test_a_second_opinion_by_the_same_authority(
    program: Programs,
    entered: Browsers,
    filed: Application,
    prefect: Viewer,
    rector: Viewer,
    holding: Any,
    seat: str,
    place: Any,
) -> None:
    first, again = {"prefect": prefect, "rector": rector}[seat], holding(seat, place, name="seconde")
    said = {"version": 1, "seat": seat, "opinion": "favourable", "reasons": "Diagnostic solide."}
    here = f"/candidatures/{filed.pk}/avis/"
    assert entered(first).post(here, said).status_code == 302
    for viewer in (first, again):
        refused(entered(viewer).post(here, said | {"opinion": "unfavourable"}))
        status, told = program(viewer).post(f"applications/{filed.pk}/opinions", said | {"opinion": "unfavourable"})
        assert status in (403, 409) and told["code"], told
    assert Voice.objects.get().opinion == "favourable"


def test_a_batch_decision_that_skips_a_state(
    program: Programs, entered: Browsers, officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    """A list that nobody signed is not decided; nor is a file that nobody has examined."""
    call = Call.objects.get(pk=files[0].call_id)
    here, by = f"calls/{call.slug}", program(officer)
    run = by.post(f"{here}/runs", {"name": "Selon les règles"})[1]["number"]
    people = [one.person_id for one in jury]
    assert by.post(f"{here}/list", {"run": run, "signatories": people})[0] == 201
    screen = f"/pilotage/appels/{call.slug}/liste/decision/"
    for _state in ("deliberation", "to_sign"):
        answer = entered(officer).post(screen, {**DAY, "step": "confirm"})
        assert answer.status_code in (302, 404, 409) or answer.get("Marelle-Form") == "refused"
        assert by.post(f"{here}/list/decide", DAY)[0] == 409
        by.post(f"{here}/list/freeze")
    one = files[0]
    Application.objects.filter(pk=one.pk).update(state="filed")
    asked = {"outcome": "labelled", **DAY}
    answer = entered(officer).post(f"/candidatures/{one.pk}/decision/", {**asked, "step": "confirm"})
    assert answer.status_code in (404, 409) or answer.get("Marelle-Form") == "refused", answer.content.decode()
    assert by.post(f"applications/{one.pk}/decision", asked)[0] in (409, 422)
    assert not LabelDecision.objects.exists() and not Project.objects.exists()
    assert ListProposal.objects.get().state == "to_sign"


def test_a_selection_over_the_envelope(
    program: Programs, entered: Browsers, officer: Viewer, jury: list[Viewer], files: list[Application]
) -> None:
    call = Call.objects.get(pk=files[0].call_id)
    here, by = f"calls/{call.slug}", program(officer)
    run = by.post(f"{here}/runs", {"name": "Selon les règles"})[1]["number"]
    by.post(f"{here}/list", {"run": run, "signatories": [one.person_id for one in jury]})
    why = {"saying": "force_in", "reason": "Le seul site de ce bassin."}
    screen = f"/pilotage/appels/{call.slug}/liste/"
    assert entered(jury[0]).post(f"{screen}candidatures/{files[4].pk}/", why).status_code == 302
    assert "enveloppe" in refused(entered(officer).post(f"{screen}deliberation/", {"step": "freeze"}))
    assert by.post(f"{here}/list/freeze")[1]["code"] == "calls.list_over_envelope"
    assert ListProposal.objects.get().dossier.latest == 0 and not Budget.objects.exists()


def test_a_page_past_the_end(
    program: Programs, entered: Browsers, filed: Application, officer: Viewer, mayor: Viewer
) -> None:
    for number in ("2", "0", "-1", "99999999999999999999", "x"):
        for by in (mayor, officer):  # the last one, and why
            assert "n’existe pas" in page(entered(by).get(f"/candidatures/?page={number}"))
    status, told = program(officer).get("applications?offset=50")
    assert (status, told) == (200, {"count": 1, "items": []})
    for offset in ("-1", "x", "99999999999999999999"):
        assert program(officer).get(f"applications?offset={offset}")[0] == 422
