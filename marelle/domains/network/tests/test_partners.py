"""A partner opens its sheet, completes it, says that it is still true; the clock asks; the directory is told once."""

from datetime import timedelta

import pytest

from marelle.domains.accounts import services as accounts
from marelle.domains.funding.tests.ground import AT, BY
from marelle.domains.network import services
from marelle.domains.network.access import own_sheets, sites_with_directory
from marelle.domains.network.models import Partner
from marelle.domains.network.queries import directory_of
from marelle.domains.network.rules.sheets import NotOfThisCite, SheetIncomplete
from marelle.kernel.access import Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.questionnaires.services import AnswersClash

from .world import LATER, TOLD, keeper, make_world, run


@pytest.fixture
def world(db):
    return make_world()


def test_a_sheet_opens_with_what_the_actions_say_and_waits_to_be_complete(world):
    partner = services.open_sheet(by=keeper(world.runs), at=AT, site=world.site, organisation=world.runs)
    assert partner.moments == ["wednesday"] and partner.ages == ["a11_14"] and partner.confirmed_at is None
    assert [hour.day for hour in partner.hours.all()] == [2]
    with pytest.raises(SheetIncomplete) as refusal:
        services.confirm_sheet(by=keeper(world.runs), at=AT, partner=partner)
    assert [fault.field for fault in refusal.value.faults] == ["phone"]
    services.save_sheet(by=keeper(world.runs), at=AT, partner=partner, answers={"phone": "03 53 01 12 99"})
    held = Partner.objects.get(pk=partner.pk)
    assert (held.confirmed_at, held.confirmed_by, held.phone) == (AT, 7, "03 53 01 12 99")


def test_opened_twice_it_is_one(world):
    first, second = (services.open_sheet(by=BY, at=AT, site=world.site, organisation=world.runs) for _turn in range(2))
    assert first.pk == second.pk


def test_one_that_loses_what_it_needs_leaves_the_directory(world):
    partner = world.sheet(world.declares)
    assert "Chorale" in [one.name for one in directory_of(world.site, AT)]
    services.save_sheet(by=BY, at=AT, partner=partner, answers={"phone": ""})
    assert "Chorale" not in [one.name for one in directory_of(world.site, AT)]


def test_nobody_else_writes_it(world):
    partner = world.sheet(world.declares)
    leader = Viewer(9, "Nadia", (Grant("projects.read", Perimeter("site", str(world.site.pk))),))
    on_site = Viewer(8, "Paul", (Grant("network.write_own_sheet", Perimeter("site", str(world.site.pk))),))
    for other in (keeper(world.runs), leader, on_site, Viewer.visitor()):
        with pytest.raises(Forbidden):
            services.save_sheet(by=other, at=AT, partner=partner, answers={"text": "Autre"})
        with pytest.raises(Forbidden):
            services.confirm_sheet(by=other, at=AT, partner=partner)
        assert partner not in own_sheets(other)
    assert partner in own_sheets(keeper(world.declares))


def test_an_organisation_of_elsewhere_is_refused_unless_it_runs_an_action_here(world):
    order = {"by": keeper(world.elsewhere), "at": AT, "site": world.site, "organisation": world.elsewhere}
    with pytest.raises(NotOfThisCite):
        services.open_sheet(**order)
    run(world, operator=str(world.elsewhere.pk))
    assert services.open_sheet(**order).pk


def test_two_members_who_write_the_same_answer_keep_both_texts(world):
    partner = world.sheet(world.declares)
    seen = partner.sheet.revision
    services.save_sheet(by=BY, at=AT, partner=partner, answers={"phone": "03 53 01 12 01"}, revision=seen)
    with pytest.raises(AnswersClash):
        services.save_sheet(by=BY, at=AT, partner=partner, answers={"phone": "03 53 01 12 02"}, revision=seen)


def test_the_clock_asks_once_a_quarter_until_somebody_answers(world):
    partner = world.sheet(world.declares)
    assert services.ask_still_true(AT + timedelta(days=90)) == 0
    assert services.ask_still_true(LATER) == 1
    assert services.ask_still_true(LATER + timedelta(days=1)) == 0
    assert services.ask_still_true(LATER + timedelta(days=91)) == 1
    services.confirm_sheet(by=keeper(world.declares), at=LATER, partner=partner)
    assert services.ask_still_true(LATER + timedelta(days=90)) == 0


def test_only_who_keeps_the_sheet_is_written_to(world, machine):
    for name, body in (("une", world.declares), ("autre", world.runs)):
        facts = {"email": f"{name}@essai.invalid", "given_name": name, "family_name": "Essai"}
        someone = accounts.register_person(by=machine, at=AT, password="craie-cerceau-tilleul", invented=True, **facts)
        accounts.grant_membership(
            by=machine,
            at=AT,
            person=someone,
            organisation=body,
            role="operator_manager",
            perimeter=body.perimeter,
            valid_from=AT,
            valid_to=LATER + timedelta(days=90),
        )
    world.sheet(world.declares)
    services.ask_still_true(LATER)
    with acting(Viewer.machine("test"), duty="postman"):
        letters = OutgoingMail.objects.filter(key__startswith="network.unconfirmed").values_list("to", "text")
        ((to, text),) = list(letters)
    assert to == "une@essai.invalid" and "Chorale" in text and "Toujours vrai" in text


def test_the_directory_says_for_how_long_nobody_confirmed(world):
    world.sheet(world.declares)
    (fresh,) = [one for one in directory_of(world.site, AT) if one.name == "Chorale"]
    (old,) = [one for one in directory_of(world.site, LATER) if one.name == "Chorale"]
    assert (fresh.sheet.months_unconfirmed, old.sheet.months_unconfirmed) == (0, 7)


def test_the_price_of_the_directory_does_not_grow(world, django_assert_num_queries):
    world.sheet(world.runs)
    with django_assert_num_queries(10):
        directory_of(world.site, AT)
    world.sheet(world.declares)
    run(world, title="Une autre")
    with django_assert_num_queries(10):
        assert {one.name for one in directory_of(world.site, AT)} == {"Ateliers", "Chorale"}


def test_who_reads_a_directory(world):
    for body in (world.runs, world.declares):
        assert world.site in sites_with_directory(keeper(body))
    assert world.site not in sites_with_directory(keeper(world.elsewhere))
    assert not sites_with_directory(Viewer.visitor()).exists()
    reader = Viewer(9, "Nadia", (Grant("projects.read", Perimeter("site", str(world.site.pk))),))
    assert [one.pk for one in sites_with_directory(reader)] == [world.site.pk]


def test_the_columns_follow_the_sheet(world):
    partner = world.sheet(world.declares, quarters=["QP080997"])
    held = Partner.objects.get(pk=partner.pk)
    assert (held.text, held.themes, held.moments) == (TOLD["text"], ["culture"], ["lunch", "evening"])
    assert [one.quarter_id for one in held.quarters.all()] == ["QP080997"]
