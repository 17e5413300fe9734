"""The ANCT's lists of cités: sites found by number and place, opened, moved, split; a list is never a decision."""

import os
from datetime import date
from pathlib import Path

import pytest

from marelle.domains.calls.models import LabelDecision
from marelle.domains.territories import queries, services
from marelle.domains.territories.models import Site, SiteCommune, SiteIdentifier, SiteListing, SiteNote
from marelle.kernel.access import Viewer

from .conftest import LABEL_DAY, the_site

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 31)
CARTO = """id_cite,lib_cite,vague_deduite,insee_com,lib_com
cite-001,Amiens Nord,2019,80021,Amiens
cite-002,Creil / Compiègne,2019,60159,Compiègne
cite-002,Creil / Compiègne,2019,60175,Creil
cite-080,Abbeville,2021,80001,Abbeville
cite-126,La Courneuve,2022+,93027,La Courneuve
"""
DATAGOUV = "id_cite;lib_cite\ncite-001;Abbeville\ncite-002;Amiens Nord\n"


def bring(by: Viewer, text: str, **rest) -> services.ImportReport:
    return services.bring(services.IMPORTERS["cites"], by=by, content=text.encode(), file_name="cites.csv", **rest)


def period(slug: str) -> list[tuple[str, date, date | None]]:
    found = SiteCommune.objects.filter(site__slug=slug).order_by("valid_from", "commune_id")
    return [(one.commune_id, one.valid_from, one.valid_to) for one in found]


@pytest.fixture
def amiens(communes, machine: Viewer) -> Site:
    numbers = {"anct-carto": "cite-001", "anct-datagouv": "cite-002"}
    return services.open_site(
        by=machine, slug="amiens-nord", name="Amiens Nord", communes=["80021"], since=LABEL_DAY, identifiers=numbers
    )


def test_known_sites_are_listed_and_new_ones_opened(amiens, machine: Viewer) -> None:
    report = bring(machine, CARTO)
    assert (report.added, report.refused, report.remarked, report.facts_on) == (4, (), (), DAY)
    assert Site.objects.count() == 4
    assert period("amiens-nord") == [("80021", LABEL_DAY, None)]
    assert period("creil-compiegne") == [("60159", LABEL_DAY, None), ("60175", LABEL_DAY, None)]
    assert the_site("creil-compiegne").commune_main_id == "60175"  # the first that the name says
    assert period("abbeville") == [("80001", date(2021, 1, 29), None)]
    assert period("la-courneuve") == [("93027", DAY, None)]
    listing = SiteListing.objects.get(site__slug="la-courneuve")
    assert (listing.list_code, listing.identifier, listing.wave, listing.as_of) == (
        "anct-carto",
        "cite-126",
        "2022+",
        DAY,
    )
    assert listing.communes == ["93027"]
    assert not LabelDecision.objects.exists()
    notes = {note.site.slug: note.text for note in SiteNote.objects.select_related("site")}
    assert set(notes) == {"abbeville", "la-courneuve"}
    assert "29 janvier 2021" in notes["abbeville"]
    assert "31 mars 2024" in notes["la-courneuve"]


def test_a_second_time_nothing_changes(amiens, machine: Viewer) -> None:
    bring(machine, CARTO)
    before = [list(model.objects.order_by("pk").values()) for model in (Site, SiteCommune, SiteListing, SiteNote)]
    again = bring(machine, CARTO)
    assert (again.changes_nothing, again.unchanged) == (True, 4)
    assert [list(m.objects.order_by("pk").values()) for m in (Site, SiteCommune, SiteListing, SiteNote)] == before


def test_two_lists_number_differently(amiens, machine: Viewer) -> None:
    bring(machine, CARTO)
    report = bring(machine, DATAGOUV, facts_on=date(2025, 6, 1))
    assert (report.added, report.refused, report.remarked) == (2, (), ())
    numbers = SiteIdentifier.objects.order_by("source_code", "identifier").values_list(
        "source_code", "identifier", "site__slug"
    )
    assert ("anct-carto", "cite-001", "amiens-nord") in numbers
    assert ("anct-datagouv", "cite-001", "abbeville") in numbers
    assert ("anct-datagouv", "cite-002", "amiens-nord") in numbers
    assert SiteListing.objects.filter(list_code="anct-datagouv").count() == 2
    assert bring(machine, DATAGOUV, facts_on=date(2025, 6, 1)).changes_nothing
    assert period("amiens-nord") == [("80021", LABEL_DAY, None)]


def test_the_three_files_of_one_day_complete_each_other(amiens, machine: Viewer) -> None:
    day = date(2025, 6, 1)
    refused = bring(machine, DATAGOUV, facts_on=day)
    assert [fault.line for fault in refused.refused] == [2]  # the list does not say where Abbeville is
    communes = "id_cite;insee_com;lib_com\ncite-001;80001;Abbeville\ncite-002;80021;Amiens\n"
    assert [fault.line for fault in bring(machine, communes, facts_on=day).refused] == [2]  # nor this one, its name
    named = "id_cite;lib_cite;insee_com\ncite-001;Abbeville;80001\n"
    assert bring(machine, named, facts_on=day).added == 1
    quarters = (
        "id_cite;lib_cite;code_qp;lib_qp\ncite-002;Amiens Nord;QN08001M;Nord\ncite-002;Amiens Nord;QN08002I;Est\n"
    )
    assert bring(machine, quarters, facts_on=day).changed == 1
    listing = SiteListing.objects.get(site=amiens)
    assert (listing.communes, listing.quarters) == (["80021"], ["QN08001M", "QN08002I"])
    for text in (communes, named, quarters):
        assert bring(machine, text, facts_on=day).changes_nothing


def test_a_copy_of_one_day_that_lost_lines_ends_nothing(amiens, machine: Viewer) -> None:
    bring(machine, CARTO)
    before = list(SiteCommune.objects.order_by("pk").values())
    report = bring(machine, CARTO.replace("cite-002,Creil / Compiègne,2019,60159,Compiègne\n", ""))
    assert report.changes_nothing
    assert [fault.sentence for fault in report.remarked] == [
        "La liste du même jour, lue avant, lui donnait aussi\xa0: 60159. Elle les garde."
    ]
    assert list(SiteCommune.objects.order_by("pk").values()) == before


def test_a_list_says_its_day_or_is_refused(amiens, machine: Viewer) -> None:
    with pytest.raises(services.VintageUnknown):
        bring(machine, DATAGOUV)


def test_a_number_alone_is_never_believed(amiens, machine: Viewer) -> None:
    text = CARTO.replace("cite-001,Amiens Nord,2019,80021,Amiens", "cite-001,Clichy,2022+,93014,Clichy-sous-Bois")
    services.open_site(
        by=machine, slug="oise", name="Creil Compiègne", communes=["60175", "60159"], since=LABEL_DAY,
        identifiers={"anct-carto": "cite-002"},
    )  # fmt: skip
    services.open_site(
        by=machine, slug="abb", name="Abbeville", communes=["80001"], since=LABEL_DAY,
        identifiers={"anct-carto": "cite-080"},
    )  # fmt: skip
    report = bring(machine, text)
    assert [fault.line for fault in report.remarked] == [2]
    assert "Amiens Nord" in report.remarked[0].sentence
    assert period("amiens-nord") == [("80021", LABEL_DAY, None)]


def test_the_same_communes_and_a_near_name(communes, machine: Viewer) -> None:
    site = services.open_site(by=machine, slug="amiens", name="Amiens", communes=["80021"], since=LABEL_DAY)
    services.open_site(by=machine, slug="abb-est", name="Abbeville Est", communes=["80001"], since=LABEL_DAY)
    report = bring(machine, CARTO.replace("Abbeville,2021", "Abbeville Sud,2021"))
    assert [(fault.line, "Amiens" in fault.sentence) for fault in report.remarked] == [(2, True)]
    assert SiteListing.objects.get(identifier="cite-001").site == site
    assert SiteIdentifier.objects.get(site=site).identifier == "cite-001"
    assert the_site("abbeville-sud")  # « Est » and « Sud » are two sites of one commune
    assert bring(machine, CARTO.replace("Abbeville,2021", "Abbeville Sud,2021")).changes_nothing


def test_communes_change_from_the_day_of_the_list_and_the_past_stays(amiens, machine: Viewer) -> None:
    bring(machine, CARTO)
    later, day = (
        CARTO.replace("80021,Amiens", "80021,Amiens\ncite-001,Amiens Nord,2019,80001,Abbeville"),
        date(2025, 1, 1),
    )
    assert bring(machine, later, facts_on=day).added == 4
    assert period("amiens-nord") == [("80021", LABEL_DAY, None), ("80001", day, None)]
    back = bring(machine, CARTO, facts_on=date(2024, 6, 1))  # an older list than what we know
    assert [fault.line for fault in back.remarked] == [2]
    assert period("amiens-nord") == [("80021", LABEL_DAY, None), ("80001", day, None)]
    assert bring(machine, CARTO, facts_on=date(2026, 1, 1)).remarked == ()
    assert period("amiens-nord") == [("80021", LABEL_DAY, None), ("80001", day, date(2026, 1, 1))]
    assert SiteListing.objects.filter(site=amiens).count() == 4


def test_a_site_that_was_split_stays_with_a_note(communes, machine: Viewer) -> None:
    both = services.open_site(by=machine, slug="oise", name="Oise", communes=["60175", "60159"], since=LABEL_DAY)
    text = CARTO.replace(
        "cite-002,Creil / Compiègne,2019,60159,Compiègne\n", "cite-150,Compiègne,2022+,60159,Compiègne\n"
    )
    bring(machine, text.replace("cite-002,Creil / Compiègne,2019,60175", "cite-156,Creil,2022+,60175"))
    [note] = SiteNote.objects.filter(site=both)
    assert "Compiègne (cite-150), Creil (cite-156)" in note.text
    assert period("oise") == [("60159", LABEL_DAY, None), ("60175", LABEL_DAY, None)]
    assert the_site("oise").status == "open"


def test_lines_that_cannot_be(amiens, machine: Viewer) -> None:
    wrong = CARTO + ",Sans numéro,2021,80021,Amiens\ncite-200,Nulle part,2021,80999,Nulle part\n"
    wrong += "cite-201,Creil,vingt,60175,Creil\ncite-202,,2021,60175,Creil\ncite-126,Autre nom,2022+,93014,Clichy\n"
    report = bring(machine, wrong)
    assert [fault.line for fault in report.refused] == [7, 8, 9, 10, 11]
    assert report.added == 4


def test_a_commune_that_is_no_more_is_linked_by_its_name(amiens, machine: Viewer) -> None:
    report = bring(machine, CARTO.replace("80001,Abbeville", "80007,ABBEVILLE"))
    assert (report.refused, [fault.line for fault in report.remarked]) == ((), [5])
    assert period("abbeville")[0][0] == "80001"


def test_a_preview_writes_nothing(amiens, machine: Viewer) -> None:
    assert bring(machine, CARTO, preview=True).added == 4
    assert Site.objects.count() == 1
    assert not SiteListing.objects.exists()


def test_the_price_of_a_list_that_is_known(amiens, machine: Viewer, counted) -> None:
    bring(machine, CARTO)
    with counted() as asked:
        bring(machine, CARTO)
    assert len(asked) <= 16


@pytest.mark.skipif("MARELLE_REFERENCE" not in os.environ, reason="MARELLE_REFERENCE names no folder")
def test_the_real_list_over_the_pack(machine: Viewer) -> None:
    from marelle.flows.reference import load_reference

    load_reference(machine, lambda *_: None)
    folder = Path(os.environ["MARELLE_REFERENCE"]) / "cites"
    text = (folder / "cites_educatives_communes.csv").read_text()
    report = bring(machine, text)
    assert (report.added, report.refused, report.remarked, report.unknown) == (208, (), (), ())
    waves = list(SiteListing.objects.values_list("wave", flat=True))
    assert (waves.count("2019"), waves.count("2021"), waves.count("2022+")) == (79, 46, 83)
    assert queries.sites().count() == 209
    assert SiteCommune.objects.filter(valid_to__isnull=False).count() == 0
    assert SiteNote.objects.filter(site__slug="grenoble-echirolles").count() == 1
    again = bring(machine, text)
    assert again.changes_nothing
    assert load_reference(machine, lambda *_: None).changes_nothing
