"""The 80 real labels of 2019 enter from their sources, and only what sources say. The pack is large: loaded once."""

from datetime import date, datetime

import pytest

from marelle.domains.calls.models import Call, LabelDecision
from marelle.domains.calls.queries import call_by_slug, current_labels
from marelle.domains.funding.models import Leg, Movement, StatedAmount
from marelle.domains.funding.queries import amounts_by_year, check_against_envelope, envelope_state, stated_amounts
from marelle.domains.projects.models import Project
from marelle.flows.imports import main
from marelle.flows.record_past_wave import SLUG, record_past_wave
from marelle.flows.reference import load_reference
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

AT = datetime(2026, 3, 2, 10, tzinfo=PARIS)
M34 = 3_400_000_000


def quiet(done: int, total: int, label: str) -> None:
    pass


@pytest.mark.django_db
def test_the_wave_of_2019(machine: Viewer) -> None:
    load_reference(machine, quiet)
    told: list[tuple[int, int, str]] = []
    record_past_wave(machine, AT, lambda done, total, label: told.append((done, total, label)))
    assert [(done, total) for done, total, _label in told] == [(number, 80) for number in range(1, 81)]
    call = call_by_slug(SLUG)
    assert call is not None
    eighty_labels_each_with_its_source_and_nobody_s_opinion()
    each_label_opens_a_project_of_three_civil_years()
    amiens_has_its_three_tranches_and_a_total_is_never_divided()
    the_envelope_holds_and_says_how_much_is_unknown(call)
    told_twice_it_changes_nothing(machine)


def eighty_labels_each_with_its_source_and_nobody_s_opinion() -> None:
    labels = current_labels(include_invented=False)
    assert len(labels) == 80
    assert len([label for label in labels if label.site.commune_main.departement.region_id == "32"]) == 13
    assert {(label.is_past, label.application_id, label.reason, label.wave) for label in labels} == {
        (True, None, "", 2019)
    }
    assert all(label.source_id for label in labels)
    assert {label.decided_on for label in labels} == {date(2019, 9, 5)}
    assert "Gre’net" in next(label.source.name for label in labels if label.site.slug == "grenoble-echirolles")


def each_label_opens_a_project_of_three_civil_years() -> None:
    projects = Project.objects.all()
    assert {(tuple(project.years), project.state, project.finalise_by) for project in projects} == {
        ((2020, 2021, 2022), "finalising", date(2019, 12, 31))
    }
    assert len(projects) == 80


def amiens_has_its_three_tranches_and_a_total_is_never_divided() -> None:
    projects = {project.site.slug: project for project in Project.objects.select_related("site")}
    amounts = amounts_by_year(projects.values())
    assert amounts[projects["amiens-nord"].pk] == {2020: 43_000_000, 2021: 43_000_000, 2022: 43_000_000}
    for slug in ("saint-quentin", "toulouse-grand-mirail", "nimes", "lens"):
        assert projects[slug].pk not in amounts
    site = projects["saint-quentin"].site
    [said] = stated_amounts([site])[site.pk]
    assert (said.kind, said.cents, said.first_year, said.last_year) == ("total", 75_000_000, 2020, 2022)
    assert not Leg.objects.filter(cents=0).exists()


def the_envelope_holds_and_says_how_much_is_unknown(wave: Call) -> None:
    posted = sum(said.cents for said in StatedAmount.objects.filter(kind="annual"))
    totals = sum(said.cents for said in StatedAmount.objects.filter(kind="total"))
    assert [(y.year, y.authorised, y.allocated) for y in envelope_state(wave)] == [
        (year, M34, posted) for year in (2020, 2021, 2022)
    ]
    check = check_against_envelope(wave)
    annual = StatedAmount.objects.filter(kind="annual").count()
    assert check.unknown == dict.fromkeys((2020, 2021, 2022), 80 - annual)
    assert (check.projects, check.beyond_years, check.holds) == (80, totals, True)


def told_twice_it_changes_nothing(machine: Viewer) -> None:
    before = (LabelDecision.objects.count(), Movement.objects.count(), StatedAmount.objects.count())
    record_past_wave(machine, AT, quiet)
    assert main(["wave-2019"]) == 0
    assert (LabelDecision.objects.count(), Movement.objects.count(), StatedAmount.objects.count()) == before
