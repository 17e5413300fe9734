"""Rule sets are written, published and frozen; figures are added with their source, where one may."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Figure, RuleSet
from marelle.kernel import clock
from marelle.kernel.access import NATIONAL, Forbidden, Grant, Perimeter, Viewer
from marelle.kernel.periods import civil_year

pytestmark = pytest.mark.django_db
CONTENT = {"generation": 2024, "conditions": [{"id": "a", "kind": "quarter_exists", "label": "Un quartier"}]}


@pytest.fixture
def draft(machine: Viewer, source):
    def write(**facts) -> RuleSet:
        said = {"code": "2030", "title": "2030", "content": CONTENT, "applies_from": date(2030, 1, 1), "source": source}
        return services.draft_rules(by=machine, **said | facts)

    return write


def publish(machine: Viewer, rules: RuleSet) -> RuleSet:
    return services.publish_rules(by=machine, at=clock.now(), rules=rules)


def test_a_draft_is_one_until_it_is_published(draft, machine: Viewer) -> None:
    first = draft()
    again = draft(title="Deux mille trente")
    assert (first.pk, first.version, again.title) == (again.pk, 1, "Deux mille trente")
    assert queries.published_rules() == []
    publish(machine, again)
    assert [rules.title for rules in queries.published_rules()] == ["Deux mille trente"]


def test_the_next_version_replaces_the_last_which_stays_readable(draft, machine: Viewer) -> None:
    publish(machine, draft())
    second = publish(machine, draft(title="Seconde"))
    assert (second.version, [rules.version for rules in queries.published_rules()]) == (2, [2])
    old = queries.rules_version("2030", 1)
    assert old is not None
    assert (old.status, old.title) == ("withdrawn", "2030")


def test_what_is_published_is_frozen_by_the_orders_and_by_the_database(draft, machine: Viewer) -> None:
    rules = publish(machine, draft())
    for order in (lambda: publish(machine, rules), lambda: services.drop_draft(by=machine, rules=rules)):
        with pytest.raises(services.RuleSetFrozen):
            order()
    for statement in (
        "UPDATE territories_ruleset SET title = 'Autre'",
        "UPDATE territories_ruleset SET status = 'draft', published_at = NULL",
        "DELETE FROM territories_ruleset",
    ):
        with (
            pytest.raises(IntegrityError, match="write a new version"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_a_draft_may_be_forgotten(draft, machine: Viewer) -> None:
    services.drop_draft(by=machine, rules=draft())
    assert not RuleSet.objects.exists()


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"content": {"generation": 2024, "conditions": []}}, services.RulesMakeNoSense),
        ({"applies_to": date(2029, 1, 1)}, services.RuleSetDates),
    ],
)
def test_rules_that_make_no_sense_are_not_kept(draft, facts, refusal) -> None:
    with pytest.raises(refusal):
        draft(**facts)
    assert not RuleSet.objects.exists()


def test_only_those_who_may_write_rules(draft) -> None:
    rules = draft()
    with pytest.raises(Forbidden):
        services.publish_rules(by=Viewer.visitor(), at=clock.now(), rules=rules)


def add(by: Viewer, source, place: str = "commune:80021", **facts) -> Figure:
    said = {"indicator": "poverty", "period": civil_year(2021), "value": Decimal("23.5")}
    return services.add_figure(by=by, place=place, source=source, **said | facts)


def holder(perimeter: Perimeter) -> Viewer:
    return Viewer(person_id=1, name="Une", grants=(Grant("territories.add_figure", perimeter),))


def test_a_figure_is_added_once_a_source_and_corrected(communes, source, machine: Viewer) -> None:
    first = add(machine, source)
    again = add(machine, source, value=Decimal(24), note="Corrigé.")
    assert (first.pk, again.value, again.note) == (again.pk, Decimal(24), "Corrigé.")
    other = services.cite_source(name="Autre source")
    add(machine, other)
    assert Figure.objects.filter(indicator="poverty").count() == 2


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"indicator": "beauty"}, services.IndicatorUnknown),
        ({"place": "commune:00000"}, services.PlaceUnknown),
        ({"place": "planet:earth"}, services.PlaceUnknown),
        ({"place": ""}, services.PlaceUnknown),
        ({"value": Decimal(-1)}, services.FigureImpossible),
    ],
)
def test_figures_that_cannot_be(communes, source, machine: Viewer, facts, refusal) -> None:
    with pytest.raises(refusal):
        add(machine, source, **facts)
    assert not Figure.objects.filter(indicator__in=["poverty", "beauty"]).exists()


def test_a_figure_is_added_within_one_s_perimeter(communes, source) -> None:
    add(holder(NATIONAL), source)
    add(holder(Perimeter("departement", "80")), source)
    for perimeter in (Perimeter("departement", "60"), Perimeter("commune", "60175")):
        with pytest.raises(Forbidden):
            add(holder(perimeter), source)


def test_a_figure_is_of_one_place_only(communes, source, machine: Viewer) -> None:
    figure = add(machine, source)
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.filter(pk=figure.pk).update(commune=None)
