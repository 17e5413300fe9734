"""A label opens a project and a budget; if the ledger refuses, nothing happened."""

from __future__ import annotations

from datetime import date

import pytest

from marelle.domains.calls.models import Application, Call, LabelDecision
from marelle.domains.calls.rules.applications import OpinionsMissing
from marelle.domains.calls.rules.decisions import DecisionUnsourced
from marelle.domains.calls.services import close_call
from marelle.domains.calls.services.applications import give_opinion
from marelle.domains.calls.tests.conftest import CLOSING
from marelle.domains.funding.models import Budget, Movement, StatedAmount
from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.funding.rules import EnvelopeExhausted, EnvelopeMissing
from marelle.domains.funding.services import Stated, open_envelope
from marelle.domains.funding.tests.ground import AT, make_call, make_site
from marelle.domains.projects.models import Project
from marelle.domains.territories.models import Source
from marelle.flows.award_label import award_label
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Forbidden, Grant, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db
BY = Viewer.machine("test")
DAY = date(2019, 8, 20)


def opened(year: int, cents: int, on: Call) -> None:
    open_envelope(by=BY, at=AT, call=on, year=year, cents=Cents(cents), reason="Enveloppe d’essai")


def told() -> set[str]:
    with acting(BY, duty="postman"):
        return set(OutgoingMail.objects.filter(key__startswith="calls.decision:").values_list("to", flat=True))


def written() -> tuple[int, ...]:
    kinds = (LabelDecision, Project, Budget, StatedAmount)
    return (*(kind.objects.count() for kind in kinds), Movement.objects.filter(kind="allocate").count())


def award(application: Application, at, **rest) -> Project:
    moment = at("2019-08-20T12:00")
    return award_label(by=BY, at=moment, decided_on=DAY, application=application, **rest)


def test_a_label_opens_a_project_and_a_budget_and_the_town_is_told(carried, at):
    for year in (2020, 2021, 2022):
        opened(year, 100, carried.call)
    project = award(carried, at, tranches={2020: Cents(60), 2021: Cents(70)})
    assert project.decision.application == carried
    assert (project.site.slug, list(project.years), project.state) == ("valmarelle", [2020, 2021, 2022], "finalising")
    assert amounts_by_year([project]) == {project.pk: {2020: 60, 2021: 70}}  # 2022: unknown, not zero
    assert told() == {"mayor@valmarelle.invalid", "project-leader@valmarelle.invalid"}
    assert written() == (1, 1, 1, 0, 2)


def test_a_label_without_any_amount_opens_an_empty_budget(carried, at):
    project = award(carried, at)
    assert (written(), amounts_by_year([project])) == ((1, 1, 1, 0, 0), {})


@pytest.mark.parametrize(("cents", "refusal"), [(101, EnvelopeExhausted), (100, EnvelopeMissing)])
def test_if_the_ledger_refuses_nothing_happened(carried, at, cents, refusal):
    opened(2020, 100, carried.call)  # and none for 2021
    with pytest.raises(refusal):
        award(carried, at, tranches={2020: Cents(cents), 2021: Cents(1)})
    assert written() == (0, 0, 0, 0, 0)
    assert told() == set()
    carried.refresh_from_db()
    assert carried.state == "under_review"


def test_without_the_two_keys_nothing_happened(filed, prefect, at):
    said = {"opinion": "favourable", "reasons": "Diagnostic solide."}
    give_opinion(by=prefect, at=clock.now(), application=filed, version=1, seat="prefect", **said)
    close_call(by=BY, at=CLOSING, call=filed.call)
    with pytest.raises(OpinionsMissing):
        award(filed, at)
    assert (written(), told()) == ((0, 0, 0, 0, 0), set())


def test_who_decides_but_opens_no_budget_decides_nothing(carried, at):
    # Not the one who filed: nobody decides on what they filed, which would be another refusal.
    half = Viewer(carried.filed_by_id + 1000, "A", (Grant("calls.record_decision", NATIONAL),))
    with pytest.raises(Forbidden):
        award_label(by=half, at=at("2019-08-20T12:00"), decided_on=DAY, application=carried)
    assert (written(), told()) == ((0, 0, 0, 0, 0), set())


def test_a_label_of_the_past_is_told_to_nobody():
    source = Source.objects.create(name="Gazette inventée")
    past, place = make_call(source, "passe"), make_site(1)
    opened(2020, 100, past)
    order = {"by": BY, "at": AT, "decided_on": date(2019, 9, 5), "call": past, "site": place}
    with pytest.raises(DecisionUnsourced):
        award_label(**order)
    facts = [Stated("annual", Cents(100), source.pk, 2020, 2020), Stated("total", Cents(250), source.pk, 2020, 2022)]
    project = award_label(**order, source=source, stated=facts)
    assert amounts_by_year([project]) == {project.pk: {2020: 100}}
    assert (written(), told()) == ((1, 1, 1, 2, 1), set())


def test_a_stated_amount_beyond_the_envelope_undoes_the_whole_past_label():
    source = Source.objects.create(name="Gazette inventée")
    past, place = make_call(source, "passe"), make_site(1)
    opened(2020, 100, past)
    with pytest.raises(EnvelopeExhausted):
        award_label(
            by=BY, at=AT, decided_on=date(2019, 9, 5), call=past, site=place, source=source,
            stated=[Stated("annual", Cents(101), source.pk, 2020, 2020)],
        )  # fmt: skip
    assert written() == (0, 0, 0, 0, 0)


def test_a_label_is_awarded_on_something():
    with pytest.raises(TypeError):
        award_label(by=BY, at=AT, decided_on=DAY)
