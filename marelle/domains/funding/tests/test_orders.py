"""Orders about money, refusal by refusal."""

import pytest
from django.db import connection

from marelle.domains.funding.access import visible_budgets
from marelle.domains.funding.models import Account, Leg, Movement, StatedAmount
from marelle.domains.funding.queries import (
    amounts_by_year,
    budget_of,
    check_against_envelope,
    envelope_state,
    envelope_states,
    movements_on,
    stated_amounts,
)
from marelle.domains.funding.rules import (
    AlreadyReverted,
    AmountNotPositive,
    AmountUnsupported,
    BudgetExists,
    BudgetStopped,
    EnvelopeExhausted,
    EnvelopeMissing,
    OrderChanged,
    SpentElsewhere,
    Stated,
    StatedYearsWrong,
    YearOutsideProject,
)
from marelle.domains.funding.services import allocate, open_budget, open_envelope, revert, state_amount
from marelle.domains.projects.services import withdraw_project
from marelle.kernel.access import Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.audit.models import AuditEntry
from marelle.kernel.money import Cents
from marelle.kernel.testing.fixtures import as_owner

from .ground import AT, BY, Ground, labelled, make_call, make_ground, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return make_ground()


def give(ground: Ground, cents: int, *, to: int = 0, year: int = 2020, key: str = "k1", **rest):
    rest = {"source": ground.source, **rest}
    return allocate(by=BY, at=AT, budget=ground.budgets[to], year=year, cents=Cents(cents), key=key, **rest)


def state(ground: Ground) -> list[tuple[int, int, int]]:
    return [(year.authorised, year.allocated, year.remaining) for year in envelope_state(ground.call)]


def test_an_envelope_is_opened_once_a_year(ground):
    again = {"by": BY, "at": AT, "call": ground.call, "year": 2020, "source": ground.source}
    open_envelope(**again, cents=Cents(1000))
    assert state(ground) == [(1000, 0, 1000)] * 3
    with pytest.raises(OrderChanged):
        open_envelope(**again, cents=Cents(2000))
    with pytest.raises(AmountNotPositive):
        open_envelope(by=BY, at=AT, call=ground.call, year=2023, cents=Cents(0), source=ground.source)
    with pytest.raises(AmountUnsupported):
        open_envelope(by=BY, at=AT, call=ground.call, year=2023, cents=Cents(1))
    with pytest.raises(Forbidden):
        open_envelope(by=Viewer.visitor(), at=AT, call=ground.call, year=2023, cents=Cents(1), reason="Essai")


def test_what_is_allocated_leaves_the_envelope(ground):
    movement = give(ground, 400)
    give(ground, 600, to=1, key="k2")
    assert state(ground) == [(1000, 1000, 0), (1000, 0, 1000), (1000, 0, 1000)]
    assert amounts_by_year(ground.projects) == {ground.projects[0].pk: {2020: 400}, ground.projects[1].pk: {2020: 600}}
    assert sorted(movement.legs.values_list("cents", flat=True)) == [-400, 400]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.duty', 'auditor', true)")
        assert AuditEntry.objects.filter(action="funding.allocate", object_id=str(movement.pk)).count() == 1


def test_the_last_euro_and_one_cent_more(ground):
    give(ground, 1000)
    with pytest.raises(EnvelopeExhausted) as refusal:
        give(ground, 1, to=1, key="k2")
    assert "il reste 0" in str(refusal.value)
    assert refusal.value.field == "cents"


def test_the_same_order_told_twice_moves_once_another_under_its_key_is_refused(ground):
    first = give(ground, 600)
    assert give(ground, 600).pk == first.pk  # although 400 are left: the same order is not a new one
    assert Movement.objects.filter(kind="allocate").count() == 1
    for other in ({"cents": 601}, {"cents": 600, "to": 1}, {"cents": 600, "year": 2021}, {"cents": 600, "reason": "x"}):
        with pytest.raises(OrderChanged):
            give(ground, **other)


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ({"cents": 0}, AmountNotPositive),
        ({"cents": -5}, AmountNotPositive),
        ({"cents": 5, "source": None}, AmountUnsupported),
        ({"cents": 5, "source": None, "reason": "  "}, AmountUnsupported),
        ({"cents": 5, "year": 2019}, YearOutsideProject),
        ({"cents": 5, "year": 2023}, YearOutsideProject),
    ],
)
def test_orders_that_mean_nothing_are_refused(ground, order, refusal):
    with pytest.raises(refusal):
        give(ground, **order)
    assert amounts_by_year(ground.projects) == {}


def test_no_envelope_no_allocation(ground):
    call = make_call(ground.source, "sans-enveloppe")
    budget = open_budget(by=BY, at=AT, project=labelled(call, make_site(9), ground.source))
    with pytest.raises(EnvelopeMissing):
        allocate(by=BY, at=AT, budget=budget, year=2020, cents=Cents(5), key="k", source=ground.source)


def test_one_budget_a_project(ground):
    with pytest.raises(BudgetExists):
        open_budget(by=BY, at=AT, project=ground.projects[0])
    assert budget_of(ground.projects[0]) == ground.budgets[0]


def test_a_withdrawn_project_receives_nothing_but_an_old_order_still_answers(ground):
    first = give(ground, 5)
    withdraw_project(by=BY, at=AT, project=ground.projects[0], why="Essai")
    assert give(ground, 5).pk == first.pk
    with pytest.raises(BudgetStopped):
        give(ground, 5, key="k2")


def test_rights_are_held_on_the_place(ground):
    elsewhere = Viewer(7, "A", (Grant("funding.open_budget", Perimeter("departement", "59")),))
    here = Viewer(7, "A", (Grant("funding.open_budget", Perimeter("departement", "80")),))
    order = {"at": AT, "budget": ground.budgets[0], "year": 2020, "cents": Cents(5), "key": "k", "reason": "Essai"}
    with pytest.raises(Forbidden):
        allocate(by=elsewhere, **order)
    movement = allocate(by=here, **order)
    assert movement.person_id == 7
    with pytest.raises(Forbidden):
        revert(by=elsewhere, at=AT, movement=movement, reason="Essai")
    with pytest.raises(Forbidden):
        state_amount(by=elsewhere, at=AT, budget=ground.budgets[0], stated=Stated("annual", Cents(1), 1, 2020, 2020))


def test_a_movement_is_taken_back_once_and_the_year_is_unknown_again(ground):
    movement = give(ground, 400)
    back = revert(by=BY, at=AT, movement=movement, reason="Erreur de saisie")
    assert state(ground)[0] == (1000, 0, 1000)
    assert amounts_by_year(ground.projects) == {}  # unknown, not zero
    assert revert(by=BY, at=AT, movement=movement, reason="Erreur de saisie") == back
    for wrong in (movement, back):
        with pytest.raises(AlreadyReverted):
            revert(by=BY, at=AT, movement=wrong, reason="Une autre raison")
    with pytest.raises(AmountUnsupported):
        revert(by=BY, at=AT, movement=give(ground, 5, key="k3"), reason=" ")


def test_an_envelope_already_allocated_is_not_taken_back(ground):
    give(ground, 400)
    opened = Movement.objects.get(key=f"authorise:{ground.call.pk}:2020")
    with pytest.raises(SpentElsewhere):
        revert(by=BY, at=AT, movement=opened, reason="Erreur")
    assert state(ground)[0] == (1000, 400, 600)


def test_only_years_stated_one_by_one_are_posted(ground):
    def says(kind, cents, first=None, last=None, to=0):
        stated = Stated(kind, Cents(cents), ground.source.pk, first, last, note="Lu")
        return state_amount(by=BY, at=AT, budget=ground.budgets[to], stated=stated)

    says("annual", 100, 2020, 2021)
    says("annual", 100, 2020, 2021)  # told twice
    says("total", 900, 2020, 2022, to=1)
    says("undated", 50, to=1)
    assert amounts_by_year(ground.projects) == {ground.projects[0].pk: {2020: 100, 2021: 100}}
    sites = [project.site for project in ground.projects]
    kinds = {site: [s.kind for s in said] for site, said in stated_amounts(sites).items()}
    assert kinds == {sites[0].pk: ["annual"], sites[1].pk: ["total", "undated"]}
    assert not Leg.objects.filter(cents=0).exists()
    check = check_against_envelope(ground.call)
    assert check.unknown == {2020: 1, 2021: 1, 2022: 2}
    assert (check.projects, check.beyond_years, check.undated, check.remaining) == (2, 900, 1, 2800)
    assert check.holds


def test_a_total_counts_only_beyond_what_its_years_already_carry(ground):
    for stated in (
        Stated("annual", Cents(100), ground.source.pk, 2020, 2020),
        Stated("total", Cents(250), ground.source.pk, 2020, 2022),
    ):
        state_amount(by=BY, at=AT, budget=ground.budgets[0], stated=stated)
    assert check_against_envelope(ground.call).beyond_years == 150


def test_totals_beyond_the_envelope_are_told_not_hidden(ground):
    stated = Stated("total", Cents(3001), ground.source.pk, 2020, 2022)
    state_amount(by=BY, at=AT, budget=ground.budgets[0], stated=stated)
    assert not check_against_envelope(ground.call).holds


@pytest.mark.parametrize(
    ("stated", "refusal"),
    [
        (("annual", 0, 1, 2020, 2020), AmountNotPositive),
        (("annual", 5, 1, 2021, 2020), StatedYearsWrong),
        (("total", 5, 1, None, 2020), StatedYearsWrong),
        (("undated", 5, 1, 2020, 2020), StatedYearsWrong),
        (("rumour", 5, 1, 2020, 2020), StatedYearsWrong),
    ],
)
def test_an_amount_that_no_source_could_state_is_refused(ground, stated, refusal):
    with pytest.raises(refusal):
        state_amount(by=BY, at=AT, budget=ground.budgets[0], stated=Stated(*stated))
    assert not StatedAmount.objects.exists()


def test_an_amount_beyond_the_envelope_is_not_even_stated(ground):
    with pytest.raises(EnvelopeExhausted):
        state_amount(
            by=BY, at=AT, budget=ground.budgets[0], stated=Stated("annual", Cents(1001), ground.source.pk, 2020, 2020)
        )
    assert not StatedAmount.objects.exists()


def test_questions_cost_the_same_whatever_the_number_of_sites(counted):
    small, prices = make_ground(sites=1, cents=10_000), []
    for wanted in (1, 5):
        for number in range(len(small.budgets), wanted):
            project = labelled(small.call, make_site(number + 1), small.source)
            small.budgets.append(open_budget(by=BY, at=AT, project=project))
        for number, _budget in enumerate(small.budgets):
            give(small, 10, to=number, key=f"n{wanted}:{number}")
        with counted() as queries:
            amounts_by_year(small.projects)
            stated_amounts([project.site_id for project in small.projects])
            envelope_states([small.call])
            check_against_envelope(small.call)
            list(visible_budgets(BY))
        prices.append(len(queries))
    assert prices == [1 + 1 + 2 + 5 + 1] * 2


def test_the_ledger_of_a_budget_and_who_may_read_it(ground):
    first = give(ground, 5)
    give(ground, 5, to=1, key="k2")
    assert [movement.pk for movement in movements_on(ground.budgets[0])] == [first.pk]
    here = Viewer(7, "A", (Grant("funding.read", Perimeter("commune", "80990")),))
    assert list(visible_budgets(here)) == [ground.budgets[0]]
    assert not visible_budgets(Viewer(7, "A", (Grant("projects.read", Perimeter("commune", "80990")),))).exists()
    assert Account.objects.filter(kind="allocated").count() == 2
