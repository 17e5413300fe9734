"""The list of the sites of 2019: it completes what is known, and replaces nothing."""

import os
from pathlib import Path

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import Site, SiteIdentifier, SiteNote, SiteQuarter, Source
from marelle.kernel.access import Viewer

from .conftest import LABEL_DAY, the_site

pytestmark = pytest.mark.django_db
HEADING = (
    "id_cite_anct,nom_site,code_region,region,code_departement,departement,communes,codes_insee,quartiers,"
    "source_quartiers,montant_annuel_eur,montant_triennal_eur,periode,base_du_montant,source_montant,note_montant,"
    "source_label\n"
)
AMIENS = "cite-002,Amiens Nord,32,Hauts-de-France,80,Somme,Amiens,80021,Nord ; Pigeonnier,presse.fr 2019,,,,,,,liste\n"
OISE = (
    ",Creil / Compiègne,32,Hauts-de-France,60,Oise,Creil / Compiègne,60175 60159,,,,,,,"
    "https://presse.invalid/b (reprise),Une somme pour deux.,liste\n"
)


def bring(by: Viewer, *rows: str, **rest) -> services.ImportReport:
    content = (HEADING + "".join(rows)).encode()
    importer = services.IMPORTERS["labelled_sites"]
    return services.bring(importer, by=by, content=content, file_name="labelled_sites_2019.csv", **rest)


def quarters(slug: str) -> list[str]:
    return list(SiteQuarter.objects.filter(site__slug=slug).order_by("pk").values_list("name", flat=True))


def test_unknown_sites_are_opened_as_they_are_told(communes, machine: Viewer) -> None:
    report = bring(machine, AMIENS, OISE)
    assert (report.added, report.refused, report.unknown) == (2, (), ())
    assert quarters("amiens-nord") == ["Nord", "Pigeonnier"]
    oise = the_site("creil-compiegne")
    assert oise.commune_main_id == "60175"
    assert {member.valid_from for member in oise.memberships.all()} == {LABEL_DAY}
    assert [(note.text, note.source.url) for note in oise.notes.all()] == [
        ("Une somme pour deux.", "https://presse.invalid/b")
    ]
    assert SiteIdentifier.objects.get().identifier == "cite-002"
    assert bring(machine, AMIENS, OISE).changes_nothing


def test_a_known_site_is_completed(site, machine: Viewer) -> None:
    report = bring(machine, AMIENS)
    assert (report.added, report.changed, report.remarked) == (0, 1, ())
    assert quarters("amiens-nord") == ["Nord", "Pigeonnier"]
    assert SiteIdentifier.objects.get(site=site).source_code == "anct-carto"
    assert bring(machine, AMIENS).changes_nothing


def test_what_is_known_stays_and_what_differs_is_said(site, source: Source, machine: Viewer) -> None:
    SiteQuarter.objects.create(site=site, name="Étouvie", source=source)
    SiteIdentifier.objects.create(site=site, source_code="anct-carto", identifier="cite-002")
    report = bring(machine, AMIENS)
    assert (report.changes_nothing, [fault.line for fault in report.remarked]) == (True, [2])
    assert quarters("amiens-nord") == ["Étouvie"]
    SiteQuarter.objects.filter(site=site).update(name="Nord et le Pigeonnier")
    assert bring(machine, AMIENS).remarked == ()  # the same words
    moved = AMIENS.replace("80021", "80021 80001")
    assert "communes" in bring(machine, moved).remarked[0].sentence


def test_a_note_in_our_own_words_is_enough(communes, source: Source, machine: Viewer) -> None:
    codes = ["60175", "60159"]
    oise = services.open_site(by=machine, slug="o", name="Creil Compiègne", communes=codes, since=LABEL_DAY)
    SiteNote.objects.create(site=oise, text="En nos mots.", source=source)
    assert bring(machine, OISE).changes_nothing


def test_lines_that_cannot_be(communes, machine: Viewer) -> None:
    report = bring(
        machine,
        AMIENS.replace("presse.fr 2019", ""),
        OISE.replace("60159", "60999"),
        OISE.replace("Creil / Compiègne,32", ",32"),
        OISE.replace(",,,,,,,https", ",,,mille,,,,https"),
    )
    assert [fault.line for fault in report.refused] == [2, 3, 4, 5]
    assert not Site.objects.exists()


@pytest.mark.skipif("MARELLE_REFERENCE" not in os.environ, reason="MARELLE_REFERENCE names no folder")
def test_the_real_list_over_the_pack(machine: Viewer) -> None:
    from marelle.flows.reference import load_reference

    load_reference(machine, lambda *_: None)
    content = (Path(os.environ["MARELLE_REFERENCE"]) / "labelled_sites_2019.csv").read_bytes()
    importer = services.IMPORTERS["labelled_sites"]
    report = services.bring(importer, by=machine, content=content, file_name="labelled_sites_2019.csv")
    assert (report.changes_nothing, report.unchanged, report.refused, report.unknown) == (True, 80, (), ())
    assert len(report.remarked) == 2  # « Montplaisir » and « Lille Sud », which other sources name otherwise
