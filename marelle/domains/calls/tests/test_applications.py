"""An application from its first word to its decision, refusal by refusal."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marelle.domains.accounts.queries import viewer_of
from marelle.domains.calls.access import visible_applications
from marelle.domains.calls.models import Application
from marelle.domains.calls.queries import applications as queries
from marelle.domains.calls.queries.deciding import carried
from marelle.domains.calls.rules.applications import (
    AlreadyApplied,
    ApplicationFiled,
    ApplicationIncomplete,
    CallClosed,
    CallNotOpen,
    NotYetFiled,
    NotYourOrganisation,
    OpinionsMissing,
    is_open,
)
from marelle.domains.calls.services import applications as services
from marelle.domains.calls.services import prepare_call
from marelle.kernel import clock
from marelle.kernel.access import Forbidden, NotFound, load
from marelle.kernel.dossiers import AlreadySpoken, NotYourSeat, ReasonsMissing, fingerprint
from marelle.kernel.dossiers.models import DossierVersion, Voice
from marelle.kernel.questionnaires.models import AnswerSheet
from marelle.kernel.questionnaires.services import AnswersClash
from marelle.kernel.states import MoveRefused

from .conftest import CLOSING, a_site
from .writing import complete_answers

pytestmark = pytest.mark.django_db


def say(application, by, seat, opinion="favourable", reasons="Diagnostic solide.", version=1):
    return services.give_opinion(
        by=by, at=clock.now(), application=application, version=version, seat=seat, opinion=opinion, reasons=reasons
    )


def save(application, by, revision=None, **answers):
    return services.save_section(by=by, at=clock.now(), application=application, answers=answers, revision=revision)


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_a_call_is_open_from_its_first_second_to_the_one_before_its_last(opening, closing):
    opens, closes = CLOSING + timedelta(seconds=opening), CLOSING + timedelta(seconds=closing)
    assert is_open("open", opens, closes, CLOSING) == (opening <= 0 < closing)
    assert is_open("open", opens, None, CLOSING) == (opening <= 0)
    assert not any(is_open(state, opens, None, CLOSING) for state in ("draft", "closed", "decided"))


def test_only_who_writes_for_the_site_starts(call, site, town, prefect, mayor):
    with pytest.raises(Forbidden):
        services.start_application(by=prefect, call=call, site=site, organisation_id=town.pk)
    assert services.start_application(by=mayor, call=call, site=site, organisation_id=town.pk).state == "draft"


def test_nobody_starts_for_the_next_city(call, next_city, town, leader):
    with pytest.raises(Forbidden):
        services.start_application(by=leader, call=call, site=a_site(next_city, "Clairebise"), organisation_id=town.pk)


def test_nobody_applies_as_another_organisation(call, site, leader, organisation):
    other = organisation("Autre ville")
    with pytest.raises(NotYourOrganisation):
        services.start_application(by=leader, call=call, site=site, organisation_id=other.pk)


def test_one_application_a_site(draft, call, site, town, mayor):
    with pytest.raises(AlreadyApplied):
        services.start_application(by=mayor, call=call, site=site, organisation_id=town.pk)
    services.withdraw_application(by=mayor, application=draft, why="Nous recommençons.")
    assert services.start_application(by=mayor, call=call, site=site, organisation_id=town.pk).pk != draft.pk


def test_nothing_starts_before_the_opening_or_after_the_closing(call, site, town, leader, at):
    at("2019-04-01T10:00")
    with pytest.raises(CallNotOpen):
        services.start_application(by=leader, call=call, site=site, organisation_id=town.pk)
    at("2019-07-01T00:00")
    with pytest.raises(CallClosed):
        services.start_application(by=leader, call=call, site=site, organisation_id=town.pk)


def test_nothing_starts_on_a_call_that_is_only_prepared(call, site, town, leader, machine, now):
    facts = {"title": "Suivant", "edition": 2020, "opens_at": call.opens_at, "closes_at": call.closes_at}
    call = prepare_call(by=machine, at=now, slug="suivant", **facts)
    with pytest.raises(CallNotOpen):
        services.start_application(by=leader, call=call, site=site, organisation_id=town.pk)


def test_saved_is_not_filed(draft, leader):
    save(draft, leader, name="Valmarelle")
    draft.refresh_from_db()
    assert (draft.state, draft.filed_at) == ("draft", None)
    assert not DossierVersion.objects.exists()


def test_two_colleagues_never_lose_a_word(draft, leader, mayor):
    save(draft, leader, revision=0, name="Valmarelle", signatory_role="Maire")
    save(draft, mayor, revision=1, name="Valmarelle", signatory_role="La maire")
    with pytest.raises(AnswersClash) as caught:
        save(draft, leader, revision=1, name="Valmarelle", signatory_role="Maire adjointe")
    (clash,) = caught.value.clashes
    assert (clash.theirs, clash.mine) == ("La maire", "Maire adjointe")


def test_filing_freezes_what_was_written(filed):
    assert filed.state == "filed"
    (version,) = DossierVersion.objects.all()
    assert fingerprint(version.text) == version.fingerprint
    text = queries.first_filed(queries.opinions(filed))
    assert text.seen.values["total_resources"] == text.seen.values["total_uses"]
    assert version.content["organisation"]["name"] == "Ville de Valmarelle"


def test_the_leader_writes_and_the_mayor_files(complete, leader):
    with pytest.raises(Forbidden):
        services.file_application(by=leader, application=complete)


def test_an_incomplete_draft_is_not_filed_and_says_why(draft, mayor):
    with pytest.raises(ApplicationIncomplete) as caught:
        services.file_application(by=mayor, application=draft)
    assert {fault.field for fault in caught.value.faults} >= {"name", "uses", "indicators"}
    assert str(len(caught.value.faults)) in str(caught.value)


def test_an_unbalanced_budget_is_not_filed(complete, leader, mayor):
    """The commune’s line balances the budget; it cannot when the others bring more than there is to find."""
    uses = complete.sheet.answers["uses"]
    save(complete, leader, uses=[{**uses[0], "y2020": uses[0]["y2020"] - 1}])
    with pytest.raises(ApplicationIncomplete) as caught:
        services.file_application(by=mayor, application=complete)
    (fault,) = caught.value.faults
    assert fault.path == "resources.commune.y2020"
    assert "dépassent" in fault.sentence
    save(complete, leader, uses=[{**uses[0], "y2020": uses[0]["y2020"] + 1}])
    filed = services.file_application(by=mayor, application=complete)
    rows = {row["row"]: row for row in queries.first_filed(queries.opinions(filed)).seen.values["resources"]}
    assert rows["commune"]["y2020"] == 1


def test_a_call_closes_to_the_second(complete, mayor, call):
    clock.set_to(CLOSING - timedelta(seconds=2))
    assert services.file_application(by=mayor, application=complete).state == "filed"
    Application.objects.filter(pk=complete.pk).update(state="draft")
    clock.set_to(CLOSING)
    with pytest.raises(CallClosed) as caught:
        services.file_application(by=mayor, application=complete)
    assert "30 juin 2019" in str(caught.value)


def test_the_clock_is_read_once_the_call_is_held(complete, mayor, counted):
    with counted() as captured:
        services.file_application(by=mayor, application=complete)
    said = [query["sql"] for query in captured]
    held = next(n for n, sql in enumerate(said) if "calls_call" in sql and "FOR UPDATE" in sql)
    assert not any("marelle_now" in sql for sql in said[:held])
    assert any("marelle_now" in sql for sql in said[held:])


def test_what_is_filed_does_not_change(filed, leader, mayor):
    with pytest.raises(ApplicationFiled):
        save(filed, leader, name="Autre")
    with pytest.raises(ApplicationFiled):
        services.file_application(by=mayor, application=filed)
    assert AnswerSheet.objects.get().answers["name"] != "Autre"


def test_no_opinion_on_a_draft(complete, prefect):
    with pytest.raises(NotYetFiled):
        say(complete, prefect, "prefect")


def test_neither_speaks_for_the_other(filed, prefect, rector, mayor):
    for by, seat in ((prefect, "rector"), (rector, "prefect"), (mayor, "prefect")):
        with pytest.raises(NotYourSeat):
            say(filed, by, seat)
    assert not Voice.objects.exists()


def test_a_seat_speaks_once_whoever_holds_it(filed, prefect, holding, city):
    say(filed, prefect, "prefect")
    with pytest.raises(AlreadySpoken):
        say(filed, prefect, "prefect", "unfavourable")
    with pytest.raises(AlreadySpoken):
        say(filed, holding("prefect_delegate", city), "prefect")
    assert Voice.objects.count() == 1


def test_an_opinion_has_reasons(filed, prefect):
    with pytest.raises(ReasonsMissing):
        say(filed, prefect, "prefect", reasons=" ")


def test_an_opinion_carries_the_organisation_of_who_speaks(filed, prefect):
    voice = say(filed, prefect, "prefect")
    (spoken, awaited) = queries.spoken(filed, queries.opinions(filed).current)
    assert (spoken.organisation, spoken.voice) == ("Préfecture (essai)", voice)
    assert awaited.voice is None


def test_two_keys_open_the_decision(filed, prefect, rector, holding, machine):
    officer = holding("national_officer")
    with pytest.raises(MoveRefused):
        services.decide_application(by=officer, application=filed, outcome="labelled")
    say(filed, prefect, "prefect")
    with pytest.raises(OpinionsMissing):
        services.decide_application(by=officer, application=filed, outcome="labelled")
    assert filed.pk not in carried([filed])
    say(filed, rector, "rector", "reservations")
    filed.refresh_from_db()
    assert filed.pk in carried([filed])
    assert services.decide_application(by=officer, application=filed, outcome="labelled").state == "labelled"
    with pytest.raises(MoveRefused):
        services.decide_application(by=officer, application=filed, outcome="refused")


def test_an_unfavourable_key_bars_the_label_and_not_the_refusal(filed, prefect, rector, holding):
    officer = holding("national_officer")
    say(filed, prefect, "prefect")
    say(filed, rector, "rector", "unfavourable")
    with pytest.raises(OpinionsMissing):
        services.decide_application(by=officer, application=filed, outcome="labelled")
    assert services.decide_application(by=officer, application=filed, outcome="refused").state == "refused"


def test_only_the_national_team_decides(filed, prefect):
    with pytest.raises(Forbidden):
        services.decide_application(by=prefect, application=filed, outcome="refused")


def test_who_sees_what(draft, leader, mayor, prefect, rector, holding, next_city, city, person, now):
    neighbour = holding("project_leader", next_city, name="thomas")
    observer = holding("elected_observer", city)
    assert list(visible_applications(leader)) == list(visible_applications(mayor)) == [draft]
    for other in (prefect, rector, observer, neighbour, viewer_of(person("rien").pk, now)):
        assert not visible_applications(other).exists()
        with pytest.raises(NotFound):
            load(other, "calls.read_application", visible_applications(other), pk=draft.pk)


def test_who_sees_a_filed_one(filed, prefect, rector, holding, next_city, city):
    seeing = [prefect, rector, holding("elected_observer", city)]
    assert all(list(visible_applications(viewer)) == [filed] for viewer in seeing)
    # A member of the jury reads what is given to them, by another door.
    assert not visible_applications(holding("jury_reviewer")).exists()
    assert not visible_applications(holding("project_leader", next_city, name="thomas")).exists()


def test_a_draft_that_was_withdrawn_stays_its_own(draft, mayor, prefect):
    services.withdraw_application(by=mayor, application=draft, why="Nous renonçons.")
    assert visible_applications(mayor).exists()
    assert not visible_applications(prefect).exists()


def test_the_awaited_seats_of_a_list_cost_one_query(filed, prefect, counted):
    assert queries.awaited_seats([filed]) == {filed.pk: ("Préfet", "Recteur")}
    say(filed, prefect, "prefect")
    with counted() as captured:
        assert queries.awaited_seats([filed]) == {filed.pk: ("Recteur",)}
    assert len(captured) == 1


def test_the_form_of_today_is_complete_when_all_is_answered(draft):
    left = queries.what_is_left(draft)
    assert [item.section.code for item in left.sections][0] == "identite"
    assert not left.complete
    draft.sheet.answers = complete_answers(draft.sheet.questionnaire.form)
    assert queries.what_is_left(draft).complete
