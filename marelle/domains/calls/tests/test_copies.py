"""Next year's call from this year's, and a trial that never mixes with the real one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marelle.domains.calls.access import visible_applications, visible_calls
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import current_labels, decisions_on, labels_by_call
from marelle.domains.calls.queries import terms as queries
from marelle.domains.calls.queries.applications import open_calls
from marelle.domains.calls.rules.applications import CallNotOpen
from marelle.domains.calls.rules.calls import CallSlugTaken
from marelle.domains.calls.rules.copies import day_moved, hour_moved
from marelle.domains.calls.rules.trials import NobodyByThatAddress, NotATrial, TrialOpensNothing
from marelle.domains.calls.services import (
    applications,
    close_call,
    duplicate_call,
    invite_to_trial,
    leave_trial,
    open_call,
    record_past_decision,
    try_call,
)
from marelle.domains.funding.models import Envelope
from marelle.domains.funding.services import open_envelope
from marelle.domains.projects.models import Project
from marelle.domains.projects.services import open_from_label
from marelle.domains.territories.models import RuleSet, Source
from marelle.flows.open_call import open_call as open_with_money
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, Viewer
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

from .terms import BY

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(call, now):
    made = try_call(by=BY, call=call, slug="essai", opens_at=now, closes_at=now + timedelta(days=7))
    return open_call(by=BY, at=now, call=made)


def test_next_year_has_everything_a_year_later(call):
    made = duplicate_call(by=BY, call=call, slug="essai-2020", title="2020", edition=2020)
    assert (made.state, made.copied_from, made.is_trial, made.invented) == ("draft", call, False, True)
    assert made.closes_at == call.closes_at.replace(year=2020)
    assert [one.year for one in made.envelopes.all()] == [one.year + 1 for one in call.envelopes.all()]
    assert [one.anchors for one in made.criteria.all()] == [one.anchors for one in call.criteria.all()]
    assert made.selection_rules == {**call.selection_rules, "seed": "2020"}
    assert queries.missing_to_open(made, clock.now()) == ()
    with pytest.raises(CallSlugTaken):
        duplicate_call(by=BY, call=call, slug="essai-2020", title="2020", edition=2020)
    with pytest.raises(Forbidden):
        duplicate_call(by=Viewer.visitor(), call=call, slug="x", title="X", edition=2020)


def test_next_year_takes_the_rules_that_are_published_now(call):
    old = call.rule_set
    RuleSet.objects.filter(pk=old.pk).update(status="withdrawn")
    facts = {"status": "published", "published_at": clock.now(), "source": old.source, "content": old.content}
    new = RuleSet.objects.create(code=old.code, version=2, title="Deux", applies_from=date(2019, 5, 1), **facts)
    assert duplicate_call(by=BY, call=call, slug="b", title="B", edition=2020).rule_set == new


def test_a_day_that_does_not_exist_and_an_hour_that_does():
    assert day_moved(date(2024, 2, 29), 1) == date(2025, 2, 28)
    summer = datetime(2019, 6, 30, 23, 59, tzinfo=PARIS)
    assert hour_moved(summer, 1) == datetime(2020, 6, 30, 23, 59, tzinfo=PARIS)


def test_a_trial_has_the_same_terms_and_its_own_dates(trial, call):
    assert (trial.is_trial, trial.state, trial.rule_set, trial.form) == (True, "open", call.rule_set, call.form)
    assert trial.title == f"Essai\xa0: {call.title}"
    assert [one.cents for one in trial.envelopes.all()] == [one.cents for one in call.envelopes.all()]
    assert trial.criteria.count() == call.criteria.count()


def test_a_trial_shows_to_its_guests_and_to_those_who_prepare(trial, leader, mayor, holding, now):
    officer = holding("national_officer")
    assert trial in visible_calls(officer)
    for viewer in (leader, Viewer.visitor()):
        assert trial not in visible_calls(viewer)
        assert trial not in open_calls(now, viewer)
    invite_to_trial(by=officer, call=trial, email="PROJECT-LEADER@valmarelle.invalid ")
    assert trial in visible_calls(leader)
    assert trial in open_calls(now, leader)
    assert trial not in open_calls(now, mayor)
    assert [person.pk for person in queries.guests_of(trial)] == [leader.person_id]
    leave_trial(by=officer, call=trial, person_id=leader.person_id)
    assert trial not in visible_calls(leader)


def test_a_trial_is_not_joined_by_guessing(trial, leader, site, town, holding):
    with pytest.raises(CallNotOpen):
        applications.start_application(by=leader, call=trial, site=site, organisation_id=town.pk)
    officer = holding("national_officer")
    invite_to_trial(by=officer, call=trial, email="project-leader@valmarelle.invalid")
    made = applications.start_application(by=leader, call=trial, site=site, organisation_id=town.pk)
    assert made in visible_applications(leader)


def test_what_is_played_in_a_trial_is_seen_by_its_players_only(trial, leader, prefect, site, town, holding):
    officer = holding("national_officer")
    invite_to_trial(by=officer, call=trial, email="project-leader@valmarelle.invalid")
    made = applications.start_application(by=leader, call=trial, site=site, organisation_id=town.pk)
    type(made).objects.filter(pk=made.pk).update(state="filed", filed_at=clock.now())
    assert made in visible_applications(officer)
    assert made not in visible_applications(prefect)


def test_refusals_of_invitations(trial, call, holding):
    officer = holding("national_officer")
    with pytest.raises(NotATrial):
        invite_to_trial(by=officer, call=call, email="mayor@valmarelle.invalid")
    with pytest.raises(NobodyByThatAddress):
        invite_to_trial(by=officer, call=trial, email="personne@valmarelle.invalid")
    with pytest.raises(Forbidden):
        invite_to_trial(by=Viewer.visitor(), call=trial, email="personne@valmarelle.invalid")


@pytest.fixture
def rehearsed(trial, site, now):
    """A label given in the trial: the site has nothing real of it."""
    close_call(by=BY, at=trial.closes_at, call=trial)
    source = Source.objects.get_or_create(name="Gazette inventée", url="")[0]
    later = trial.closes_at
    return record_past_decision(
        by=BY, at=later, call=Call.objects.get(pk=trial.pk), site=site, decided_on=later.date(), source=source
    )


def test_a_label_of_a_trial_counts_nowhere(rehearsed, site):
    assert current_labels() == []
    assert decisions_on(site) == []
    assert rehearsed.call not in [call for call, _labels in labels_by_call(include_invented=True)]
    assert rehearsed.call not in queries.published_calls()


def test_a_label_of_a_trial_opens_no_project_whoever_writes(rehearsed, now):
    with pytest.raises(TrialOpensNothing):
        open_from_label(by=BY, at=now, decision=rehearsed)
    facts = {"starts_on": date(2020, 1, 1), "ends_on": date(2023, 1, 1), "opened_at": now}
    with pytest.raises(IntegrityError, match="opens nothing real"), transaction.atomic():
        Project.objects.create(site=rehearsed.site, decision=rehearsed, **facts)


def test_a_trial_has_no_money_whoever_writes(trial, now):
    with pytest.raises(TrialOpensNothing):
        open_envelope(by=BY, at=now, call=trial, year=2020, cents=Cents(1), reason="Essai")
    with pytest.raises(IntegrityError, match="opens nothing real"), transaction.atomic():
        Envelope.objects.create(call=trial, year=2020, opened_at=now)


def test_opening_a_real_call_opens_its_envelopes_and_a_trial_none(call, now):
    real = duplicate_call(by=BY, call=call, slug="b", title="B", edition=2020)
    open_with_money(by=BY, at=now, call=real)
    assert list(Envelope.objects.filter(call=real).values_list("year", flat=True)) == [2021]
    made = try_call(by=BY, call=real, slug="c", opens_at=now, closes_at=now + timedelta(days=1))
    open_with_money(by=BY, at=now, call=made)
    assert not Envelope.objects.filter(call=made).exists()


def test_a_candidature_never_passes_from_a_trial_to_the_real_call(trial, call, leader, site, town, holding):
    invite_to_trial(by=holding("national_officer"), call=trial, email="project-leader@valmarelle.invalid")
    made = applications.start_application(by=leader, call=trial, site=site, organisation_id=town.pk)
    with pytest.raises(IntegrityError, match="stays in its call"), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(call=call)
    with pytest.raises(IntegrityError, match="a trial stays a trial"), transaction.atomic():
        Call.objects.filter(pk=trial.pk).update(is_trial=False)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
