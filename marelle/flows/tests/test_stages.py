"""The calls of the demonstration, one at each stage, played once on the real communes and looked at from every side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from marelle.domains.accounts.models import Organisation, Person
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.calls import services as calls
from marelle.domains.calls.models import (
    Application,
    Assignment,
    Call,
    InterestStatement,
    Mark,
    RequiredDocument,
    Review,
)
from marelle.domains.calls.queries.applications import what_is_left
from marelle.domains.calls.queries.deciding import carried
from marelle.domains.calls.queries.lists import calculated
from marelle.domains.calls.queries.reviews import compared
from marelle.domains.calls.queries.terms import missing_to_open
from marelle.domains.calls.rules.applications import CallClosed
from marelle.domains.calls.rules.inventions import InventedFilesOnly
from marelle.domains.calls.services.applications import file_application
from marelle.domains.funding.models import Envelope
from marelle.domains.funding.queries import review_money
from marelle.domains.projects.models import Action, FilePaper, Project, ProjectFile, YearlyReview
from marelle.domains.projects.queries import offered_there
from marelle.domains.projects.queries.coverage import alike, coverage_of
from marelle.domains.projects.queries.plan import countdown_of
from marelle.domains.projects.queries.reserving import reservations_of
from marelle.domains.projects.queries.reviews import draft_of, version_of
from marelle.domains.projects.queries.stages import stages_of
from marelle.domains.projects.queries.voices import lapsed_of, voices_on
from marelle.domains.territories.models import Commune, Quarter, School, Site, Source
from marelle.domains.territories.queries import sites
from marelle.domains.territories.services import InventionRefused, add_invented_places
from marelle.engines.coverage import Ages, Stands, compare, opened, stands
from marelle.flows.compute_list import compute_list
from marelle.flows.demo import play
from marelle.flows.demo.fellows import fellows_told
from marelle.flows.demo.people import GUESTS, MIDDLING, STRONG, TEAMS, WEAK
from marelle.flows.demo.play import TODAY
from marelle.flows.demo.stages import _place
from marelle.flows.demo.towns import MANY, towns
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.audit import entries_on
from marelle.kernel.dossiers.models import DossierVersion
from marelle.kernel.dossiers.queries import is_intact
from marelle.kernel.files import content_of
from marelle.kernel.testing.fixtures import RUNTIME_ROLE

BY = Viewer.machine("test")


@pytest.fixture(scope="module", autouse=True)
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole demonstration, once for this file, as the runtime role."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE marelle_owner; UPDATE kernel_installation SET is_demonstration = true")
            cursor.execute(f"SET LOCAL ROLE {RUNTIME_ROLE}")
        play(_count_rows)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE marelle_owner; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("ANALYZE")
        yield
        transaction.set_rollback(True)


def _count_rows(_done: int, _total: int, _label: str) -> None:
    """Between chapters too: until then the statistics are those of an empty database, and the plans absurd."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE marelle_owner")
        cursor.execute("ANALYZE")
        cursor.execute(f"SET LOCAL ROLE {RUNTIME_ROLE}")


@pytest.fixture(autouse=True)
def each(played: None, db: None) -> Iterator[None]:
    with acting(BY):
        yield


def call(slug: str) -> Call:
    return Call.objects.get(slug=slug)


def test_134_towns_exist_nowhere_else() -> None:
    found = towns()
    assert len(found) == MANY == len({town.code for town in found}) == len({town.slug for town in found})
    real = Commune.objects.filter(invented=False)
    assert real.count() == 34_969
    names = set(real.values_list("name", flat=True))
    firsts = {name.casefold().replace("-", " ").split()[0] for name in names}
    assert not [town.name for town in found if town.name.split("-")[0].casefold() in firsts]
    assert not real.filter(code__in=[town.code for town in found])
    made = Commune.objects.filter(code__in=[town.code for town in found])
    assert made.count() == MANY == made.filter(invented=True).count()


def test_they_stand_in_every_departement_but_paris_and_every_region() -> None:
    departements = {town.departement for town in towns()}
    assert len(departements) == 100 and departements >= {"971", "972", "973", "974", "976", "2A", "2B", "93"}
    made = Commune.objects.filter(code__in=[town.code for town in towns()]).order_by()
    assert made.values("departement__region").distinct().count() == 18
    assert made.values("departement__academie").distinct().count() == 29
    assert not made.filter(lon=None).exists()


def test_everything_invented_is_marked_and_nothing_public_counts_it() -> None:
    codes = [town.code for town in towns()]
    assert not Site.objects.filter(commune_main__in=codes, invented=False).exists()
    assert not Quarter.objects.filter(communes__in=codes, invented=False).exists()
    assert not School.objects.filter(commune__in=codes, invented=False).exists()
    assert sites().count() == 80 and not sites().filter(invented=True).exists()
    assert not Person.objects.filter(invented=False).exists()
    assert not Person.objects.exclude(email__endswith=".invalid").exists()
    assert not Organisation.objects.filter(invented=False).exists()
    assert set(Call.objects.exclude(invented=True).values_list("slug", flat=True)) == {"cites-educatives-2019"}
    assert not Application.objects.filter(site__invented=False).exists()
    assert not Mark.objects.filter(review__application__site__invented=False).exists()


def test_the_mass_is_audited_once_an_order() -> None:
    told = Counter(entry.action for entry in entries_on(call("demonstration-134")))
    assert told["calls.receive_invented_files"] == 1
    assert 1 <= told["calls.send_invented_reviews"] <= 2


def test_a_call_in_preparation_lacks_something_at_three_squares() -> None:
    missing = missing_to_open(call("demonstration-2021"), clock.now())
    assert {one.step for one in missing} == {"calendrier", "criteres", "liste"}


def test_the_open_call_holds_its_deadline() -> None:
    opened = call("demonstration-2020")
    states = Counter(Application.objects.filter(call=opened).values_list("state", flat=True))
    assert states["draft"] >= 10 and states["filed"] >= 4
    draft = Application.objects.get(call=opened, site__slug="valmarelle")
    mayor = viewer_of(Person.objects.get(email__startswith="helene.").pk, TODAY)
    clock.set_to(opened.closes_at)
    with pytest.raises(CallClosed):
        file_application(by=mayor, application=draft)
    clock.set_to(TODAY)
    assert file_application(by=mayor, application=draft).state == "filed"


def test_its_compulsory_letter_is_joined_to_what_is_filed_and_taken_up_by_the_project() -> None:
    """The completeness check demands it; the project of the story shows the same file, sent once."""
    asked = {one.call.slug for one in RequiredDocument.objects.filter(compulsory=True).select_related("call")}
    assert asked == {"demonstration-2019", "demonstration-2020"}
    filed = Application.objects.filter(call__slug="demonstration-2020", filed_at__isnull=False)
    assert 3 <= len(filed) == sum(len(one.sheet.answers["letters"]) for one in filed)
    draft = Application.objects.get(call__slug="demonstration-2020", site__slug="valmarelle")
    assert what_is_left(draft).complete
    draft.sheet.answers = {**draft.sheet.answers, "letters": []}
    assert [fault.field for fault in what_is_left(draft).faults] == ["letters"]
    label = Application.objects.get(call__slug="demonstration-2019", site__slug="valmarelle")
    (paper,) = FilePaper.objects.filter(file__project__decision__application=label).select_related("stored")
    assert [str(paper.stored_id)] == label.sheet.answers["letters"]
    assert content_of(paper.stored).startswith(b"%PDF")


def test_the_examined_call_is_half_way() -> None:
    under_way = call("demonstration-examen")
    files = list(Application.objects.filter(call=under_way))
    assert under_way.state == "closed" and 20 <= len(files) <= 30
    assert {file.state for file in files} == {"filed", "under_review"}
    shares = Assignment.objects.filter(call=under_way)
    assert 0 < Review.objects.filter(call=under_way).count() < shares.count()
    assert InterestStatement.objects.get(has_interest=True).application.call == under_way
    assert shares.filter(how="further", ended_at=None).count() == 1
    assert shares.exclude(ended_at=None).count() == 1


def test_every_mark_and_opinion_of_the_national_call_is_in() -> None:
    files = list(Application.objects.filter(call=call("demonstration-134")).select_related("dossier", "call"))
    assert len(files) == MANY and {file.state for file in files} == {"under_review"}
    texts = DossierVersion.objects.filter(dossier__in=[file.dossier for file in files])
    assert texts.count() == MANY and all(is_intact(text) for text in texts)
    ready = carried(files)
    assert 90 <= len(ready) < MANY
    seen = compared(files[0])
    assert seen is not None and len(seen.reviews) >= 2


def test_80_sites_can_be_chosen_from_it() -> None:
    clock.set_to(TODAY)
    run = compute_list(by=BY, at=TODAY, call=call("demonstration-134"), name="Essai")
    found = calculated(run)
    assert found.told and len(found.rows) == MANY
    names = {str(row.application.pk): row.application.site.slug for row in found.rows}
    best, rank = (
        {names[one] for one in selected} for selected in (found.told["selected"], found.told["rank_list"]["selected"])
    )
    assert len(best) == 80 > len(rank)
    assert STRONG.slug in best & rank and MIDDLING.slug in rank - best and WEAK.slug not in best | rank


def test_its_money_is_its_own() -> None:
    held = Envelope.objects.filter(call__slug="demonstration-134")
    assert {one.year: one.call.invented for one in held} == dict.fromkeys((2020, 2021, 2022), True)


def test_one_project_is_final_and_another_lost_a_voice() -> None:
    final, writing = (ProjectFile.objects.get(project__site__slug=slug) for slug in ("valmarelle", "fontarel"))
    assert (final.state, final.project.state, final.project.actions.count()) == ("finalised", "finalised", 41)
    assert [(one.owner.full_name, one.state) for one in reservations_of(final.project)] == [("Nadia Belkacem", "open")]
    assert writing.state == "writing" and countdown_of(writing, clock.now()).days == 13
    (lapsed,) = lapsed_of(writing)
    assert [voice.seat for voice in voices_on(writing, lapsed.number)] == ["commune"]
    assert {chapter.state for chapter in writing.chapters.all()} == {"ready", "in_progress", "to_reread"}


def test_a_city_in_its_second_year_reads_last_year_beside_this_one() -> None:
    done, begun = YearlyReview.objects.filter(project__site__slug="mirelande").order_by("year")
    assert (done.year, done.state, begun.year, begun.state) == (2018, "validated", 2019, "writing")
    version = version_of(done)
    assert version is not None and is_intact(version.version) and len(voices_on(done, version.number)) == 3
    text = draft_of(begun, TODAY.date(), review_money(begun.project_id, begun.year, TODAY.date()))
    assert [len(chapter.figures) > 0 for chapter in text.chapters] == [True] * 6
    figures = {
        kind.code: (now.value, before and before.value)
        for chapter in text.chapters
        for kind, now, before in chapter.figures
    }
    assert figures["actions"] == (12, 9) and figures["actions_renewed"] == (9, 0)
    assert figures["allocated"] == (28_000_000, 26_000_000)


def test_a_plan_is_read_beside_those_of_other_invented_cities() -> None:
    projects = {one.site.slug: one for one in Project.objects.filter(site__invented=True).select_related("site")}
    valmarelle, unlike = alike(projects["valmarelle"], 2020), alike(projects["pontaube"], 2020)
    assert (len(valmarelle.others), valmarelle.of, valmarelle.uncounted) == (6, 7, 1)
    assert (len(unlike.others), unlike.of) == (0, 7)
    less = {
        (one.ages, one.band)
        for one in compare(valmarelle.here.matrix, [one.matrix for one in valmarelle.others], opened)
        if stands(one, 4) is Stands.BELOW
    }
    assert (Ages(6, 11), "saturday") in less
    started = {slug: stages_of([one])[one.pk].label_to_first for slug, one in projects.items()}
    assert (started["sallemare"], started["verdoncel"]) == (39, None)
    assert all(projects[told["name"].lower()].state == "running" for told in fellows_told()["cites"])
    shared = offered_there([(6, "saturday")], projects["valmarelle"])
    assert [action.project.site.slug for action in shared[6, "saturday"]] == ["castelvire"]
    castelvire = coverage_of(projects["castelvire"], 2020).matrix
    assert castelvire.cell(band="wednesday").actions == ()


def test_told_again_it_adds_nothing() -> None:
    def counts() -> list[int]:
        return [
            model.objects.count() for model in (Person, Organisation, Site, Call, Application, Review, Mark, Action)
        ]

    before = counts()
    play(lambda _done, _total, _label: None)
    assert counts() == before and clock.now().date() == TODAY.date()


def test_no_real_call_nor_place_is_given_an_invented_file() -> None:
    real, opened = call("cites-educatives-2019"), call("demonstration-2020")
    site = sites().first()
    assert site is not None
    for asked, place in ((real, Site.objects.get(slug="valmarelle")), (opened, site)):
        file = calls.InventedFile(site=place, organisation_id=1, answers={}, started_at=TODAY)
        with pytest.raises(InventedFilesOnly):
            calls.receive_invented_files(by=BY, call=asked, files=[file])
    person = viewer_of(Person.objects.get(email__startswith="elodie.").pk, TODAY)
    with pytest.raises(InventedFilesOnly):
        calls.receive_invented_files(by=person, call=opened, files=[])
    town, source = _place(towns()[0]), Source.objects.earliest("pk")
    for wrong in ({"code": "80021"}, {"code": "80981", "name": "Amiens"}, {"code": "99999"}):
        facts = {field: getattr(town, field) for field in town.__slots__} | wrong
        with pytest.raises(InventionRefused):
            add_invented_places(by=BY, places=[type(town)(**facts)], since=TODAY.date(), source=source)


@pytest.mark.parametrize("member", (*GUESTS, *TEAMS), ids=lambda member: member.key)
def test_those_beside_the_cast_stand_on_the_catalogue(member: Any) -> None:
    viewer = viewer_of(Person.objects.get(email=member.email).pk, TODAY)
    assert viewer.grants and member.story.endswith(".") and member.tries.endswith(".")
