"""Amounts of a list: only what a source states, only where nothing is known, never divided."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from marelle.domains.funding.models import Movement, StatedAmount
from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.funding.tests.ground import Ground, make_ground
from marelle.domains.territories import services
from marelle.domains.territories.models import Commune, Site, SiteCommune
from marelle.flows.import_territories import import_territories
from marelle.flows.record_past_wave import record_past_wave
from marelle.flows.reference import load_reference
from marelle.flows.state_listed_amounts import state_listed_amounts
from marelle.kernel.access import Viewer
from marelle.kernel.clock import PARIS

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 10, tzinfo=PARIS)
HEADING = (
    "id_cite_anct,nom_site,codes_insee,montant_annuel_eur,montant_triennal_eur,periode,base_du_montant,"
    "source_montant,note_montant,source_label\n"
)
ROWS = (
    ",Site 0,80990,4,,2020-2022,annuel cité,https://gazette.invalid/1,chaque année,liste\n",
    ",Site 1,80991,3,9,2020-2022,triennal cité / 3,https://presse.invalid/a (reprise),9 € en tout,liste\n",
    ",Site 2,80992,2,6,3 ans,triennal cité / 3,presse locale 2020-02-01,6 € sur 3 ans,liste\n",
    ",Site 3,80993,5,,2020-2022,annuel cité (période déduite),presse,,liste\n",
    ",Site 4,80994,5,,2020-2022,annuel cité,presse,,liste\n",
)


@pytest.fixture
def ground() -> Ground:
    made = make_ground(sites=4, cents=100_000)
    Commune.objects.update(invented=False)
    Site.objects.update(invented=False)
    for site in Site.objects.all():
        SiteCommune.objects.create(site=site, commune=site.commune_main, is_main=True, valid_from=made.call.decided_on)
    return made


def state(machine: Viewer, *rows: str):
    return state_listed_amounts(by=machine, at=AT, content=(HEADING + "".join(rows)).encode())


def test_each_amount_as_its_source_states_it(ground: Ground, machine: Viewer) -> None:
    report = state(machine, *ROWS)
    assert report.stated == ["Site 0", "Site 1", "Site 2", "Site 3"]
    said = {one.budget.project.site.name: one for one in StatedAmount.objects.select_related("budget__project__site")}
    assert {name: (one.kind, one.cents, one.first_year) for name, one in said.items()} == {
        "Site 0": ("annual", 400, 2020),
        "Site 1": ("total", 900, 2020),
        "Site 2": ("undated", 600, None),
        "Site 3": ("undated", 500, None),
    }
    assert said["Site 0"].source == ground.source  # the same page, however it was named
    assert said["Site 1"].source.url == "https://presse.invalid/a"
    assert "3 ans" in said["Site 2"].note
    posted = amounts_by_year(ground.projects)
    assert posted == {ground.projects[0].pk: dict.fromkeys((2020, 2021, 2022), 400)}


def test_told_twice_it_changes_nothing(ground: Ground, machine: Viewer) -> None:
    state(machine, *ROWS)
    before = StatedAmount.objects.count(), Movement.objects.count()
    again = state(machine, *ROWS)
    assert (again.changes_nothing, again.known) == (True, 4)
    assert (StatedAmount.objects.count(), Movement.objects.count()) == before


def test_a_second_source_that_says_otherwise_moves_no_money(ground: Ground, machine: Viewer) -> None:
    state(machine, ROWS[0])
    report = state(machine, ROWS[0].replace(",4,,", ",5,,"))
    assert (report.stated, report.contradicted) == ([], ["Site 0"])
    assert StatedAmount.objects.count() == 1


def test_a_site_without_a_label_here_waits(ground: Ground, machine: Viewer) -> None:
    site, since = ground.projects[0].site, ground.call.decided_on
    other = services.open_site(by=machine, slug="x", name="X", communes=[site.commune_main_id], since=since)
    report = state(machine, ROWS[0].replace("Site 0", "X"))
    assert (report.stated, report.without_budget) == ([], [other.name])


def test_a_damaged_list_states_nothing(ground: Ground, machine: Viewer) -> None:
    with pytest.raises(services.FileRefused):
        state_listed_amounts(by=machine, at=AT, content=b"nom_site\nX\n")
    nobody = ROWS[1].replace("https://presse.invalid/a (reprise)", "")
    assert state(machine, ROWS[0].replace("annuel cité", "on ne sait"), nobody).changes_nothing


def test_a_folder_states_them_once(ground: Ground, machine: Viewer, tmp_path: Path) -> None:
    (tmp_path / "labelled_sites_2019.csv").write_text(HEADING + "".join(ROWS[:3]))
    first = import_territories(by=machine, folder=tmp_path, progress=lambda *_: None)
    assert first.after["montants énoncés"] == 3
    again = import_territories(by=machine, folder=tmp_path, progress=lambda *_: None)
    assert again.changes_nothing
    assert StatedAmount.objects.count() == 3


def test_what_the_ledger_refuses_is_told_beside_the_file(ground: Ground, machine: Viewer, tmp_path: Path) -> None:
    (tmp_path / "labelled_sites_2019.csv").write_text(HEADING + ROWS[0].replace(",4,,", ",900000,,"))
    report = import_territories(by=machine, folder=tmp_path, progress=lambda *_: None)
    assert [(one.kind, one.refused) for one in report.files] == [("labelled_sites", False), ("amounts", True)]
    assert not StatedAmount.objects.exists()


@pytest.mark.skipif("MARELLE_REFERENCE" not in os.environ, reason="MARELLE_REFERENCE names no folder")
def test_the_real_list_says_nothing_that_the_pack_does_not(machine: Viewer) -> None:
    load_reference(machine, lambda *_: None)
    content = (Path(os.environ["MARELLE_REFERENCE"]) / "labelled_sites_2019.csv").read_bytes()
    assert len(state_listed_amounts(by=machine, at=AT, content=content).without_budget) == 17
    record_past_wave(machine, AT, lambda *_: None)
    report = state_listed_amounts(by=machine, at=AT, content=content)
    assert (report.known, report.stated, report.contradicted, report.without_budget) == (17, [], [], [])
