"""A label of the past needs its document; if anything is refused, not even the document is kept."""

from datetime import date

import pytest

from marelle.domains.calls.models import LabelDecision
from marelle.domains.calls.rules.decisions import AlreadyDecided, DecisionInTheFuture, DecisionUnsourced
from marelle.domains.funding.tests.ground import AT, BY, make_call, make_site
from marelle.domains.territories.models import Source
from marelle.domains.territories.services.sources import ReadBeforePublished
from marelle.flows.record_past_label import record_past_label
from marelle.kernel.access import Forbidden, Viewer

pytestmark = pytest.mark.django_db
DAY = date(2019, 9, 5)


@pytest.fixture
def order():
    past = make_call(Source.objects.create(name="Gazette inventée"), "passe")
    return {"by": BY, "at": AT, "call": past, "site": make_site(1), "decided_on": DAY, "source_name": " Feuille  1 "}


def test_the_document_is_cited_and_the_label_opens_its_project(order):
    project = record_past_label(**order, source_url="https://feuille.invalid/1", published_on=date(2019, 9, 6))
    source = project.decision.source
    assert (source.name, source.url, source.published_on) == (
        "Feuille 1",
        "https://feuille.invalid/1",
        date(2019, 9, 6),
    )
    assert source.retrieved_on == AT.date()
    assert (project.decision.is_past, project.decision.application, list(project.years)) == (
        True,
        None,
        [2020, 2021, 2022],
    )
    again = record_past_label(**{**order, "site": make_site(2)}, source_url="https://feuille.invalid/1")
    assert again.decision.source == source


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"source_name": "  "}, DecisionUnsourced, "source"),
        ({"decided_on": date(2019, 12, 2)}, DecisionInTheFuture, "decided_on"),
        ({"published_on": date(2019, 12, 2)}, ReadBeforePublished, "published_on"),
        ({"by": Viewer.visitor()}, Forbidden, None),
    ],
)
def test_if_anything_is_refused_nothing_happened(order, changed, refusal, field):
    with pytest.raises(refusal) as caught:
        record_past_label(**{**order, **changed})
    assert caught.value.field == field
    assert not LabelDecision.objects.exists()
    assert [source.name for source in Source.objects.all()] == ["Gazette inventée"]


def test_a_site_is_labelled_once_in_a_call(order):
    record_past_label(**order)
    with pytest.raises(AlreadyDecided):
        record_past_label(**{**order, "source_name": "Autre feuille"})
    assert not Source.objects.filter(name="Autre feuille").exists()


def test_a_date_learnt_later_is_checked_against_the_day_of_reading(order):
    Source.objects.create(name="Feuille 1", retrieved_on=date(2019, 9, 1))
    with pytest.raises(ReadBeforePublished):
        record_past_label(**order, published_on=date(2019, 9, 6))
