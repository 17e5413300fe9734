"""Sites from a file: opened, described, moved from a day on."""

from datetime import date

import pytest

from marelle.domains.territories import services
from marelle.domains.territories.models import Site, SiteCommune, SiteIdentifier, SiteNote, SiteQuarter
from marelle.kernel.access import Forbidden, Viewer

from .conftest import LABEL_DAY, the_site

pytestmark = pytest.mark.django_db
HEADING = "id,name,communes,since,identifiers,quarters,quarters_source,lon,lat,note,note_source\n"
AMIENS = "amiens-nord,Amiens Nord,80021,2019-09-05,anct:cite-002,Amiens Nord; Étouvie,liste,,,,\n"
OISE = "oise,Creil / Compiègne,60175 60159,2019-09-05,anct:cite-020,,,2.48,49.26,Une note.,presse\n"
SOURCES = b"key,name,url,licence,published_on,retrieved_on\nliste,Liste,https://example.org/l,LO2,2019-05-02,\npresse,Presse,,,,\n"


@pytest.fixture
def bring(communes, machine: Viewer):
    def run(*lines: str, sources: bytes = SOURCES, by: Viewer = machine, **rest) -> services.ImportReport:
        content = (HEADING + "".join(lines)).encode()
        return services.import_sites(by=by, content=content, file_name="sites.csv", sources=sources, **rest)

    return run


def test_sites_are_opened_with_all_that_is_said(bring) -> None:
    assert bring(AMIENS, OISE).added == 2
    amiens, oise = the_site("amiens-nord"), the_site("oise")
    assert [quarter.name for quarter in amiens.quarters.all()] == ["Amiens Nord", "Étouvie"]
    assert amiens.quarters.all()[0].source.published_on == date(2019, 5, 2)
    assert [(i.source_code, i.identifier) for i in amiens.identifiers.all()] == [("anct", "cite-002")]
    assert [member.commune_id for member in oise.memberships.all()] == ["60175", "60159"]
    assert oise.commune_main.code == "60175"
    assert (oise.point, amiens.point) == ((2.48, 49.26), None)
    assert [(note.text, note.source.name) for note in oise.notes.all()] == [("Une note.", "Presse")]


def test_a_second_time_nothing_changes(bring) -> None:
    bring(AMIENS, OISE)
    before = [list(model.objects.order_by("pk").values()) for model in (Site, SiteCommune)]
    report = bring(AMIENS, OISE)
    assert report.changes_nothing
    assert report.unchanged == 2
    assert [list(model.objects.order_by("pk").values()) for model in (Site, SiteCommune)] == before


def test_a_new_name_and_new_quarters(bring) -> None:
    bring(AMIENS)
    report = bring(AMIENS.replace("Amiens Nord,80021", "Amiens,80021").replace("; Étouvie", ""))
    assert (report.added, report.changed) == (0, 1)
    site = the_site("amiens-nord")
    assert (site.name, [quarter.name for quarter in site.quarters.all()]) == ("Amiens", ["Amiens Nord"])


def test_communes_change_from_the_day_the_file_says(bring) -> None:
    bring(OISE)
    assert bring(OISE.replace("60175 60159,2019-09-05", "60159 80001,2024-01-01")).changed == 1
    site = the_site("oise")
    assert [member.commune_id for member in site.members] == ["60159", "80001"]
    past = SiteCommune.objects.filter(site=site, valid_to=date(2024, 1, 1)).order_by("commune_id")
    assert [(m.commune_id, m.is_main) for m in past] == [("60159", False), ("60175", True)]
    assert site.commune_main_id == "60159"


def test_what_other_lists_said_since_is_not_forgotten(bring, machine: Viewer) -> None:
    bring(AMIENS, OISE)
    site = the_site("oise")
    press = services.cite_source(name="Autre presse")
    SiteNote.objects.create(site=site, text="Une autre note.", source=press)
    SiteQuarter.objects.create(site=site, name="Rouher", source=press)
    SiteIdentifier.objects.create(site=site, source_code="autre", identifier="7")
    services.change_perimeter(by=machine, site=site, communes=["60159"], since=date(2024, 1, 1))
    assert bring(AMIENS, OISE).changes_nothing
    assert bring(OISE.replace("Une note.", "Une note revue.")).changed == 1
    site = the_site("oise")
    assert [note.text for note in site.said_notes] == ["Une note revue.", "Une autre note."]
    assert [quarter.name for quarter in site.named_quarters] == ["Rouher"]
    assert {(i.source_code, i.identifier) for i in site.held_identifiers} == {("anct", "cite-020"), ("autre", "7")}
    assert [member.commune_id for member in site.members] == ["60159"]


def test_communes_cannot_change_before_they_entered(bring) -> None:
    bring(OISE)
    report = bring(OISE.replace("60175 60159,2019-09-05", "60159,2019-09-05"))
    assert [fault.line for fault in report.refused] == [2]
    assert the_site("oise").memberships.count() == 2


def test_lines_refused_one_by_one(bring) -> None:
    report = bring(
        AMIENS,
        OISE.replace("60159", "60999"),
        OISE.replace("oise,", "autre,").replace("cite-020", "cite-002"),
        AMIENS.replace("amiens-nord", "sans-source").replace("cite-002", "cite-3").replace("liste", "inconnue"),
    )
    assert [fault.line for fault in report.refused] == [3, 4, 5]
    assert "60999" in report.refused[0].sentence
    assert "amiens-nord" in report.refused[1].sentence
    assert report.added == 1


def test_a_damaged_list_of_sources_refuses_the_whole(bring) -> None:
    with pytest.raises(services.FileRefused):
        bring(AMIENS, sources=b"name\nx\n")
    assert not Site.objects.exists()


def test_a_preview_writes_nothing(bring) -> None:
    assert bring(AMIENS, preview=True).added == 1
    assert not Site.objects.exists()


def test_an_invented_site_is_not_taken_over(bring, machine: Viewer) -> None:
    services.add_invented_commune(by=machine, code="80998", name="Valmarelle", departement="80", lon=2.3, lat=49.9)
    services.open_site(by=machine, slug="oise", name="Valmarelle", communes=["80998"], since=LABEL_DAY)
    report = bring(OISE, OISE.replace("oise,", "autre,").replace("60175", "80998"))
    assert [fault.line for fault in report.refused] == [2, 3]


def test_only_those_who_may(bring) -> None:
    with pytest.raises(Forbidden):
        bring(AMIENS, by=Viewer.visitor())
