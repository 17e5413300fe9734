"""Voices on a frozen version, refusal by refusal."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from marelle.kernel import clock
from marelle.kernel.access import Grant, Perimeter, Viewer
from marelle.kernel.dossiers import (
    AlreadySpoken,
    DossierRule,
    NothingChanged,
    NotYourSeat,
    ReasonsMissing,
    Seat,
    UnknownOpinion,
    VersionSuperseded,
    canonical,
    fingerprint,
    read_rule,
    standing,
)
from marelle.kernel.dossiers.models import DossierVersion, Voice
from marelle.kernel.dossiers.queries import is_intact, state
from marelle.kernel.dossiers.services import freeze, open_dossier, speak

RULE = DossierRule(
    (Seat("one", "Première voix", "try.one"), Seat("two", "Seconde voix", "try.two")), frozenset({"recused"})
)
PLACE = Perimeter("site", "7")
WITHIN = frozenset({PLACE, Perimeter("national")})
ANNE = Viewer(1, "Anne", (Grant("try.one", PLACE),))
BILAL = Viewer(2, "Bilal", (Grant("try.two", PLACE),))
BOTH = Viewer(3, "Chloé", (Grant("try.one", PLACE), Grant("try.two", PLACE)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inside),
    max_leaves=15,
)


def say(version, seat="one", by=ANNE, opinion="favourable", reasons="Diagnostic solide.", within=WITHIN):
    return speak(version, seat, by=by, at=clock.now(), within=within, opinion=opinion, reasons=reasons)


@pytest.fixture
def dossier(db):
    return open_dossier("essai", RULE)


@pytest.fixture
def version(dossier, machine):
    return freeze(dossier, {"ville": "Grand-Canal"}, by=machine, at=clock.now())


@given(JSON)
def test_the_same_content_always_has_the_same_fingerprint(content):
    text = canonical(content)
    again = json.loads(text)
    assert canonical(again) == text
    if isinstance(again, dict):
        assert canonical(dict(reversed(again.items()))) == text


def test_the_fingerprint_is_that_of_a_known_text():
    assert canonical({"b": "é", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"é"}'
    assert fingerprint("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_a_number_without_end_has_no_fingerprint():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_a_rule_survives_its_own_data():
    assert read_rule(json.loads(json.dumps(RULE.as_data()))) == RULE


@pytest.mark.parametrize(
    "data", [{"seats": []}, {"seats": RULE.as_data()["seats"] * 2}, {**RULE.as_data(), "silent": ["x"]}]
)
def test_a_rule_nobody_could_obey_is_not_read(data):
    with pytest.raises(ValueError, match="a rule needs"):
        read_rule(data)


def test_every_seat_must_carry_it():
    assert standing(RULE, []).awaited == ("one", "two")
    assert standing(RULE, [("one", "favourable"), ("two", "reservations")]).carried
    against = standing(RULE, [("one", "favourable"), ("two", "unfavourable")])
    assert against.complete
    assert not against.carried


def test_two_voices_on_one_version(dossier, version):
    say(version)
    assert state(dossier).standing.awaited == ("two",)
    say(version, "two", BILAL, "reservations")
    found = state(dossier)
    assert found.standing.carried
    assert found.current.voice_of("two").reasons == "Diagnostic solide."
    assert is_intact(found.current.version)


@pytest.mark.parametrize("by", [BILAL, Viewer.visitor(), Viewer.machine("demo"), replace(ANNE, grants=())])
def test_nobody_speaks_from_the_seat_of_another(version, by):
    with pytest.raises(NotYourSeat):
        say(version, by=by)


def test_a_seat_is_held_in_its_own_place(version):
    with pytest.raises(NotYourSeat):
        say(version, within=frozenset({Perimeter("site", "8")}))


def test_a_seat_that_does_not_exist(version):
    with pytest.raises(NotYourSeat):
        say(version, "three")


def test_nobody_speaks_from_two_seats(version):
    say(version, "one", BOTH)
    with pytest.raises(NotYourSeat):
        say(version, "two", BOTH)


def test_a_seat_speaks_once(version):
    say(version)
    with pytest.raises(AlreadySpoken):
        say(version, by=BOTH, opinion="unfavourable")
    assert Voice.objects.count() == 1


def test_reasons_are_due_except_where_the_rule_says_not(version):
    with pytest.raises(ReasonsMissing) as caught:
        say(version, reasons="  \n")
    assert caught.value.field == "reasons"
    assert say(version, opinion="recused", reasons="").opinion == "recused"


def test_only_known_opinions(version):
    with pytest.raises(UnknownOpinion):
        say(version, opinion="perhaps")


def test_a_new_version_asks_for_new_voices_and_keeps_the_old(dossier, version, machine):
    say(version)
    second = freeze(dossier, {"ville": "Grand-Canal", "budget": 1}, by=machine, at=clock.now())
    with pytest.raises(VersionSuperseded):
        say(version, "two", BILAL)
    found = state(dossier)
    assert (found.current.version, found.first.version) == (second, version)
    assert found.first.lapsed
    assert found.first.voice_of("one").person_id == 1
    assert found.standing.awaited == ("one", "two")


def test_the_same_content_does_not_make_voices_lapse(dossier, version, machine):
    with pytest.raises(NothingChanged):
        freeze(dossier, {"ville": "Grand-Canal"}, by=machine, at=clock.now())


@pytest.mark.parametrize("model", [DossierVersion, Voice])
def test_the_database_itself_keeps_what_was_frozen_and_said(version, model):
    say(version)
    for gesture in ("update", "delete"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            rows = model.objects.all()
            rows.update(id=9) if gesture == "update" else rows._raw_delete(rows.db)


def test_a_state_costs_two_queries_whatever_the_voices(dossier, version, counted):
    say(version)
    say(version, "two", BILAL)
    with counted() as queries:
        state(dossier)
    assert len(queries) == 2
