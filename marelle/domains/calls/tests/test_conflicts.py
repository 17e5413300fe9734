"""Links that nobody needs to declare, each with its sentence; and those that only their holder knows."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.accounts import services as accounts
from marelle.domains.accounts.models import Membership, Person
from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Assignment, InterestLifting, InterestStatement
from marelle.domains.calls.queries.conflicts import conflicts_of, links
from marelle.domains.calls.rules.conflicts import (
    Body,
    Candidate,
    ConflictOfInterest,
    Ties,
    domain_of,
    inferred,
    shared_domains,
    siren_of,
)
from marelle.domains.calls.rules.decisions import ReviewerDoesNotDecide
from marelle.domains.calls.rules.reviews import AssignmentOver, NothingToLift, OwnInterest, StatementFirst, WhyMissing
from marelle.domains.calls.services import close_call, interests, jury, record_decision, reviewing
from marelle.domains.calls.services.applications import give_opinion
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Forbidden
from marelle.kernel.access.context import enter
from marelle.kernel.audit import entries_about

from .conftest import CLOSING
from .jury import BY, a_juror, free, said, seated, sent
from .jury import given as given_to

TOWN = Body(1, "Ville", "217000001", frozenset({"commune:80998"}))
FILE = Candidate(5, TOWN, frozenset({"commune:80998", "departement:80", "site:4"}), frozenset({"ville.fr"}))


@pytest.mark.parametrize(("ties", "kinds"), [
    (Ties(9), []),
    (Ties(9, frozenset({Body(2, "Ministère")}), domain="ministere.fr"), []),
    (Ties(9, frozenset({TOWN})), ["organisation", "commune"]),
    (Ties(9, frozenset({Body(1, "Ville")})), ["organisation"]),
    (Ties(9, frozenset({Body(2, "CCAS", "217000001")})), ["siren"]),
    (Ties(9, frozenset({Body(2, "Collège", "", frozenset({"commune:80998"}))})), ["commune"]),
    (Ties(9, places=frozenset({"site:4"})), ["commune"]),
    (Ties(9, places=frozenset({"commune:80997"})), []),
    (Ties(9, domain="ville.fr"), ["domain"]),
    (Ties(9, keys=frozenset({"departement:80"})), ["authority"]),
    (Ties(9, keys=frozenset({"departement:60"})), []),
])  # fmt: skip
def test_each_link_has_its_kind(ties, kinds):
    found = inferred(ties, FILE)
    assert [conflict.kind for conflict in found] == kinds
    assert all(conflict.sentence.endswith(".") for conflict in found)


def test_an_author_and_a_speaker_are_linked():
    file = Candidate(5, TOWN, frozenset(), authors=frozenset({9}), speakers=frozenset({8}))
    assert [conflict.kind for conflict in inferred(Ties(9), file)] == ["author"]
    assert [conflict.kind for conflict in inferred(Ties(8), file)] == ["authority"]


def test_public_mail_providers_say_nothing_of_anybody():
    assert domain_of("jean@Gmail.com") == domain_of("jean@orange.fr") == domain_of("x@valmarelle.invalid") == ""
    assert domain_of("Jean.Petit@Ville.FR") == "ville.fr"
    assert domain_of("sans-arobase") == "sans-arobase"
    assert all(domain == domain.strip().lower() and "." in domain for domain in shared_domains())


@given(st.text(alphabet="0123456789", max_size=16))
def test_a_siren_is_the_beginning_of_a_siret(digits):
    assert siren_of(digits) == (digits[:9] if len(digits) == 14 else "")


pytestmark = pytest.mark.django_db


@pytest.fixture
def juror(holding, organisation):
    return a_juror(holding, organisation, "ada")


def kinds(viewer, application):
    known = links([viewer.person_id], [application], clock.now())
    return [conflict.kind for conflict in known.between(viewer.person_id, application.pk)]


def test_a_stranger_is_free(filed, juror):
    assert kinds(juror, filed) == []


def test_a_right_of_the_last_five_years_ties_and_an_older_one_does_not(filed, juror, town, machine, now):
    person = Person.objects.get(pk=juror.person_id)
    right = accounts.grant_membership(
        by=machine, at=now, person=person, organisation=town, role="town_desk", perimeter=town.perimeter,
        valid_from=now - timedelta(days=3000), valid_to=now - timedelta(days=1000),
    )  # fmt: skip
    assert kinds(juror, filed) == ["organisation", "commune"]
    Membership.objects.filter(pk=right.pk).update(valid_to=now - timedelta(days=1900))
    assert kinds(juror, filed) == []


def test_the_mail_domain_of_those_who_write_ties(filed, juror, leader):
    Person.objects.filter(pk=leader.person_id).update(invented=False, email="nadia@ville-inventee.example")
    Person.objects.filter(pk=juror.person_id).update(invented=False, email="ada@ville-inventee.example")
    assert kinds(juror, filed) == ["domain"]
    for email, viewer in (("nadia.ecrit@gmail.com", leader), ("ada.lit@gmail.com", juror)):
        Person.objects.filter(pk=viewer.person_id).update(email=email)
    assert kinds(juror, filed) == []


def test_an_authority_of_the_file_is_tied_to_it(filed, prefect, rector):
    assert kinds(prefect, filed) == kinds(rector, filed) == ["authority"]


def test_links_cost_the_same_for_one_and_for_many(filed, juror, leader, mayor, prefect, counted):
    now = clock.now()
    with counted() as for_one:
        links([juror.person_id], [filed], now)
    with counted() as for_many:
        links([one.person_id for one in (juror, leader, mayor, prefect)], [filed] * 5, now)
    assert len(for_one) == len(for_many) <= 6


def test_no_hand_gives_a_file_to_its_own_organisation(filed, holding, town):
    neighbour = holding("jury_reviewer", NATIONAL, name="bureau", body=town)
    seat = seated(filed.call, neighbour)
    with pytest.raises(ConflictOfInterest) as refusal:
        jury.assign_by_hand(by=BY, at=clock.now(), application=filed, reviewer=seat)
    assert "Même organisation que la candidature" in str(refusal.value)
    assert Assignment.objects.count() == 0


def test_a_link_that_appears_later_stops_a_review(filed, juror, town, machine, now):
    share = free(juror, given_to(filed, juror))
    person = Person.objects.get(pk=juror.person_id)
    accounts.grant_membership(
        by=machine, at=now, person=person, organisation=town, role="town_desk", perimeter=town.perimeter,
        valid_to=now + timedelta(days=90),
    )  # fmt: skip
    with pytest.raises(ConflictOfInterest):
        sent(juror, share)
    with pytest.raises(ConflictOfInterest):
        reviewing.save_review_draft(by=juror, at=clock.now(), assignment=share, said=said())
    found = interests.block_for_conflict(by=juror, at=clock.now(), assignment=share)
    assert [conflict.kind for conflict in found] == ["organisation", "commune"]
    share.refresh_from_db()
    assert share.ended_at is not None
    enter(juror)
    entry = entries_about(juror, limit=1)[0]
    assert (entry.action, entry.why) == ("calls.block_for_conflict", "organisation, commune")


def test_nothing_is_marked_before_the_statement(filed, juror):
    share = given_to(filed, juror)
    with pytest.raises(StatementFirst):
        sent(juror, share)


def test_a_declared_interest_ends_the_share_and_needs_words(filed, juror):
    share = given_to(filed, juror)
    state = {"by": juror, "at": clock.now(), "assignment": share, "has_interest": True}
    with pytest.raises(WhyMissing):
        interests.state_interest(**state, why="  ")
    interests.state_interest(**state, why="Mon frère y est élu.")
    share.refresh_from_db()
    assert share.ended_why == "Mon frère y est élu."
    with pytest.raises(AssignmentOver):
        sent(juror, share)
    with pytest.raises(ConflictOfInterest):
        given_to(filed, juror)
    assert kinds(juror, filed) == ["declared"]
    enter(juror)
    assert {entry.action for entry in entries_about(juror)} >= {"calls.state_interest", "calls.step_back"}


def test_nobody_states_for_another(filed, juror, holding, organisation):
    share = given_to(filed, juror)
    for other in (a_juror(holding, organisation, "carl"), BY):
        with pytest.raises(AssignmentOver):
            interests.state_interest(by=other, at=clock.now(), assignment=share, has_interest=False)
    assert InterestStatement.objects.count() == 0


def decide(application, by):
    day = clock.now()
    return record_decision(
        by=by, at=day, application=application, outcome="refused", decided_on=day.date(), reason="Non."
    )


@pytest.fixture
def decidable(filed, prefect, machine):
    said_ = {"version": 1, "seat": "prefect", "opinion": "unfavourable", "reasons": "Trop court."}
    give_opinion(by=prefect, at=clock.now(), application=filed, **said_)
    close_call(by=machine, at=CLOSING, call=filed.call)
    clock.set_to(CLOSING + timedelta(days=20))
    filed.refresh_from_db()
    return filed


def test_an_officer_of_the_applicant_does_not_decide(decidable, holding, town):
    officer = holding("national_officer", NATIONAL, name="elodie", body=town)
    with pytest.raises(ConflictOfInterest):
        decide(decidable, officer)


def test_an_officer_who_declared_an_interest_neither_reads_nor_decides(decidable, holding, organisation):
    officer = holding("national_officer", NATIONAL, name="elodie", body=organisation("Équipe", "national", NATIONAL))
    assert visible_applications(officer).filter(pk=decidable.pk).exists()
    InterestStatement.objects.create(
        application=decidable, person_id=officer.person_id, has_interest=True, why="Ma sœur.", said_at=clock.now()
    )
    assert not visible_applications(officer).filter(pk=decidable.pk).exists()
    with pytest.raises(ConflictOfInterest):
        decide(decidable, officer)


def test_whoever_marked_does_not_decide(decidable, holding, organisation, machine, now):
    officer = holding("national_officer", NATIONAL, name="elodie", body=organisation("Équipe", "national", NATIONAL))
    person = Person.objects.get(pk=officer.person_id)
    accounts.grant_membership(
        by=machine, at=now, person=person, organisation=organisation("Revue", "national", NATIONAL),
        role="jury_reviewer", perimeter=NATIONAL, valid_to=now + timedelta(days=90),
    )  # fmt: skip
    sent(officer, free(officer, given_to(decidable, officer)))
    with pytest.raises(ReviewerDoesNotDecide):
        decide(decidable, officer)


def test_a_stranger_decides(decidable, holding, organisation):
    officer = holding("national_officer", NATIONAL, name="elodie", body=organisation("Équipe", "national", NATIONAL))
    assert decide(decidable, officer).outcome == "refused"
    assert conflicts_of(BY, [decidable], clock.now()) == {}


@pytest.fixture
def tied(filed, juror):
    """An interest that a reviewer declared in a file that was given to them."""
    share = given_to(filed, juror)
    told = {"by": juror, "at": clock.now(), "assignment": share}
    return interests.state_interest(**told, has_interest=True, why="Mon frère y est élu.")


@pytest.fixture
def organiser(holding, organisation):
    return holding("national_officer", NATIONAL, name="elodie", body=organisation("Équipe", "national", NATIONAL))


def lifted(statement, by, why="Son frère n’est plus élu depuis mars."):
    return interests.lift_interest(by=by, at=clock.now(), statement=statement, why=why)


def test_an_interest_is_lifted_by_somebody_else_and_both_rows_stay(tied, filed, juror, organiser):
    made = lifted(tied, organiser)
    assert (made.person_id, made.statement_id) == (organiser.person_id, tied.pk)
    assert InterestStatement.objects.get(pk=tied.pk).why == "Mon frère y est élu."
    assert kinds(juror, filed) == []
    assert filed.assignments.get().ended_at is not None  # what was decided meanwhile stays
    sent(juror, free(juror, given_to(filed, juror)))
    enter(organiser)
    assert entries_about(organiser, limit=1)[0].action == "calls.lift_interest"


def test_declared_again_after_that_it_holds_again(tied, filed, juror, organiser):
    lifted(tied, organiser)
    share = given_to(filed, juror)
    told = {"by": juror, "at": clock.now(), "assignment": share}
    again = interests.state_interest(**told, has_interest=True, why="Il a été réélu.")
    assert (again.turn, kinds(juror, filed)) == (1, ["declared"])
    assert lifted(again, organiser).statement == again and kinds(juror, filed) == []


def test_nobody_lifts_their_own_interest_nor_does_a_program(tied, juror, organiser, machine):
    with pytest.raises(OwnInterest):
        lifted(tied, machine)
    with pytest.raises(Forbidden):
        lifted(tied, juror)
    tied.person_id = organiser.person_id
    with pytest.raises(OwnInterest):
        lifted(tied, organiser)


def test_an_interest_is_lifted_once_and_for_a_reason(tied, filed, juror, organiser):
    with pytest.raises(WhyMissing):
        lifted(tied, organiser, "  ")
    lifted(tied, organiser)
    with pytest.raises(NothingToLift):
        lifted(tied, organiser)
    free(juror, given_to(filed, juror))
    with pytest.raises(NothingToLift):
        lifted(InterestStatement.objects.get(has_interest=False), organiser)


def test_the_database_refuses_that_one_lifts_one_s_own(tied, juror):
    with pytest.raises(DatabaseError, match="nobody lifts their own"), transaction.atomic():
        InterestLifting.objects.create(
            statement=tied, why="Plus rien.", lifted_at=clock.now(), person_id=juror.person_id
        )


def test_after_a_lifted_interest_one_decides(decidable, holding, organisation, machine, organiser):
    officer = holding("national_officer", NATIONAL, name="zoe", body=organisation("Équipe bis", "national", NATIONAL))
    told = {"application": decidable, "person_id": officer.person_id, "has_interest": True, "why": "Ma sœur."}
    statement = InterestStatement.objects.create(**told, said_at=clock.now())
    with pytest.raises(ConflictOfInterest):
        decide(decidable, officer)
    lifted(statement, organiser)
    assert visible_applications(officer).filter(pk=decidable.pk).exists()
    assert decide(decidable, officer).outcome == "refused"
