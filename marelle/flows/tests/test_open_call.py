"""A call opens with its money, or does not open."""

import pytest

from marelle.domains.calls.models import Call
from marelle.domains.calls.rules.opening import CallIncomplete
from marelle.domains.calls.services import prepare_call, set_envelopes
from marelle.domains.calls.tests.terms import BY, with_terms
from marelle.domains.calls.tests.test_calls import AT, CLOSES, OPENS
from marelle.domains.funding.models import Envelope
from marelle.domains.funding.queries import envelope_state
from marelle.domains.funding.rules import OrderChanged
from marelle.domains.funding.services import open_envelope
from marelle.flows.open_call import open_call
from marelle.kernel.access import NATIONAL, Forbidden, Grant, Viewer
from marelle.kernel.money import Cents

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready():
    facts = {"slug": "essai", "title": "Essai", "edition": 2019, "opens_at": OPENS, "closes_at": CLOSES}
    call = with_terms(prepare_call(by=BY, at=AT, **facts))
    set_envelopes(by=BY, call=call, cents={2020: Cents(100), 2021: Cents(200)})
    return call


def test_the_ledger_opens_what_the_call_published(ready):
    assert open_call(by=BY, at=AT, call=ready).state == "open"
    assert [(year.year, year.authorised) for year in envelope_state(ready)] == [(2020, 100), (2021, 200)]


def test_a_call_that_lacks_something_opens_nothing(ready):
    set_envelopes(by=BY, call=ready, cents={})
    with pytest.raises(CallIncomplete):
        open_call(by=BY, at=AT, call=ready)
    assert not Envelope.objects.exists()


def test_if_the_ledger_refuses_the_call_stays_in_preparation(ready):
    open_envelope(by=BY, at=AT, call=ready, year=2021, cents=Cents(5), reason="Autre chose")
    with pytest.raises(OrderChanged):
        open_call(by=BY, at=AT, call=ready)
    assert Call.objects.get().state == "draft"
    assert [year.year for year in envelope_state(ready)] == [2021]


def test_whoever_opens_may_prepare_too(ready):
    opener = Viewer(7, "O", (Grant("calls.open", NATIONAL),))
    with pytest.raises(Forbidden):
        open_call(by=opener, at=AT, call=ready)
    assert Call.objects.get().state == "draft"
