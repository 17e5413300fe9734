"""An authority gives itself a deputy: both the right and the deputyship, or neither; it ends with the right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Membership, Organisation
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.services import end_membership
from marelle.domains.accounts.services.giving import RightTooLong
from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Delegation
from marelle.domains.calls.queries import authorities as queries
from marelle.domains.calls.rules.reviews import ActMissing
from marelle.domains.calls.services.applications import give_opinion
from marelle.flows.delegate_opinion import delegate_opinion
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers import AlreadySpoken, NotYourSeat
from marelle.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def speak(application, by, seat, opinion="favourable"):
    said = {"version": 1, "seat": seat, "opinion": opinion, "reasons": "Diagnostic solide."}
    return give_opinion(by=by, at=clock.now(), application=application, **said)


@pytest.fixture
def deputy(prefect, person, machine, now):
    """Somebody of the préfecture, who holds no opinion of their own."""
    someone = person("adjointe")
    body = Organisation.objects.get(name="Préfecture (essai)")
    accounts.grant_membership(
        by=machine, at=now, person=someone, organisation=body, role="partner", perimeter=body.perimeter,
        valid_to=now + timedelta(days=300),
    )  # fmt: skip
    return someone


def delegate(by, somebody, days=30, act="Arrêté du 3 juin 2019 portant délégation de signature", **rest):
    at = clock.now()
    (key,) = queries.keys_to_delegate(by, at)
    dates = {"valid_from": at, "valid_to": at + timedelta(days=days)}
    return delegate_opinion(by=by, at=at, key=key, person_id=somebody.pk, act=act, **{**dates, **rest})


def test_a_deputy_speaks_between_two_dates_and_it_is_said_for_whom(filed, prefect, deputy):
    (key,) = queries.keys_to_delegate(prefect, clock.now())
    assert [one.pk for one in queries.possible_deputies(prefect, key, clock.now())] == [deputy.pk]
    delegate(prefect, deputy)
    standing_in = viewer_of(deputy.pk, clock.now())
    assert visible_applications(standing_in).filter(pk=filed.pk).exists()
    assert not standing_in.may("accounts.invite")
    assert queries.keys_to_delegate(standing_in, clock.now()) == []
    voice = speak(filed, standing_in, "prefect")
    told = [(voice.seat, voice.person_id, voice.spoken_at)]
    assert queries.stood_in(filed, told) == {"prefect": "Prefect Essai"}
    with pytest.raises(AlreadySpoken):
        speak(filed, prefect, "prefect")
    after = viewer_of(deputy.pk, clock.now() + timedelta(days=31))
    assert not after.may("calls.give_opinion_prefect")


def test_a_deputyship_ends_when_its_right_is_ended(filed, prefect, deputy):
    delegate(prefect, deputy)
    given = Delegation.objects.get()
    end_membership(by=prefect, at=clock.now(), membership=given.right, why="Retour de la préfète.")
    gone = viewer_of(deputy.pk, clock.now())
    with pytest.raises(NotYourSeat):
        speak(filed, gone, "prefect")
    assert [one.pk for one in queries.delegations_of(prefect)] == [given.pk]
    assert list(queries.delegations_of(Viewer.visitor())) == []


def test_a_deputyship_needs_its_act_and_its_key(prefect, rector, deputy, mayor, holding, city):
    with pytest.raises(ActMissing):
        delegate(prefect, deputy, act=" ")
    assert not Delegation.objects.exists()
    assert not Membership.objects.filter(role="prefect_deputy").exists()
    with pytest.raises(RightTooLong):
        delegate(prefect, deputy, days=2000)
    (key,) = queries.keys_to_delegate(prefect, clock.now())
    order = {"at": clock.now(), "person_id": deputy.pk, "act": "Arrêté", "valid_from": clock.now()}
    for other in (rector, mayor):
        with pytest.raises(Refused):
            delegate_opinion(by=other, key=key, valid_to=clock.now() + timedelta(days=3), **order)
    delegates = holding("prefect_delegate", city, name="bruno")
    assert queries.keys_to_delegate(delegates, clock.now()) == []
    assert [one.seat.code for one in queries.keys_to_delegate(rector, clock.now())] == ["rector"]
