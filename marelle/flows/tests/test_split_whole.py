"""A split counts nothing twice and loses nothing: money, hours, actions, tasks, meetings; then again, then back."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import date, timedelta

import pytest
from django.db import transaction

from marelle.domains.accounts.queries import viewer_of
from marelle.domains.accounts.services import grant_membership
from marelle.domains.funding.queries import amounts_by_year, envelope_state, grants_of, to_share, voted_paid
from marelle.domains.funding.services import pay_grant, record_grant
from marelle.domains.funding.tests.ground import BY
from marelle.domains.observatory.queries import programme_figures, published_site, published_sites
from marelle.domains.projects.models import Action, Project, ProjectFile, ProjectPartner, ProjectTask, YearlyReview
from marelle.domains.projects.queries import line_of, running_project
from marelle.domains.projects.queries.coverage import coverage_of, coverages_of
from marelle.domains.projects.queries.dues import dues_of, projects_with_files
from marelle.domains.projects.queries.steering import bodies_of, meetings_of
from marelle.domains.projects.rules.carrying_on import NotToPlace, VoicesUnderWay
from marelle.domains.projects.services import (
    give_task,
    open_body,
    open_file,
    open_review,
    plan_meeting,
    start_project,
)
from marelle.domains.territories.models import Quarter, Site
from marelle.domains.territories.queries import free_slug, ground_on, lineage_of
from marelle.domains.territories.rules.grounds import NotThereYet, NotYetDay, SiteEnded
from marelle.domains.territories.services import Ground, Part, set_ground
from marelle.flows.merge_sites import merge_sites
from marelle.flows.split_site import PartTold, split_site
from marelle.kernel.access import Perimeter
from marelle.kernel.money import Cents

from .splitting import AT, DAY, NORTH, SOUTH, actions, project  # noqa: F401
from .test_split_site import told

WHY = "Deux bassins"


@pytest.fixture
def team(project, person, town):
    """Who leads the project, as a viewer and as a person."""
    place, claire = Perimeter("site", str(project.site_id)), person("claire")
    facts = {"by": BY, "at": AT - timedelta(days=60), "organisation": town, "perimeter": place}
    grant_membership(person=claire, role="project_leader", valid_to=AT + timedelta(days=300), **facts)
    return viewer_of(claire.pk, AT), claire


@pytest.fixture
def grant(project, actions):
    """A grant of one euro on the action of the south, of which forty cents are paid."""
    facts = {"financer": "label", "cents": Cents(100), "key": "s", "reference": "Arrêté", "voted_on": date(2021, 1, 5)}
    made = record_grant(by=BY, at=AT, action=actions[1], **facts)
    pay_grant(by=BY, at=AT, grant=made, cents=Cents(40), paid_on=date(2021, 2, 1), key="v", reference="Virement")
    return made


def split(project, actions, on=DAY, at=AT, **changes):
    parts = told(project, actions, **changes)
    return split_site(by=BY, at=at, site=project.site, parts=parts, on=on, why=WHY)


def hours(projects, year=2021):
    read = coverages_of(projects, year).values()
    return sum((slot.sessions or 0) * (slot.minutes or 0) for one in read for slot in one.matrix.plan.slots)


def money(projects):
    found = {}
    for years in amounts_by_year(projects).values():
        for year, cents in years.items():
            found[year] = found.get(year, 0) + cents
    return found


def planned(projects):
    return Action.objects.filter(project__in=projects, state__in=("planned", "running", "done")).count()


def test_the_parts_and_the_former_site_add_up_to_what_it_was(project, actions, grant):
    every = list(Project.objects.all())
    before = (money(every), hours(every), planned(every), envelope_state(project.decision.call_id))
    nation = (programme_figures(), {one.id: one.amounts for one in published_sites(include_invented=True)})
    voted = sum(one.voted for one in grants_of(actions)[actions[1].pk])
    north, south = split(project, actions, north=200, south=100)
    every = list(Project.objects.all())
    assert (money(every), hours(every), planned(every), envelope_state(project.decision.call_id)) == before
    assert programme_figures() == nation[0]
    sites = published_sites(include_invented=True)
    for year in (2020, 2021, 2022):
        assert sum(one.amounts.get(year, 0) for one in sites) == sum(told.get(year, 0) for told in nation[1].values())
    first, second = running_project(north), running_project(south)
    assert amounts_by_year([project, first, second]) == {
        project.pk: {2020: 400, 2021: 100, 2022: 100},
        first.pk: {2021: 200, 2022: 200},
        second.pk: {2021: 100, 2022: 100},
    }
    (gone,) = Action.objects.filter(project=second)
    read = voted_paid([gone], DAY)[gone.pk]
    assert (read.voted, read.paid, voted) == (100, 40, 100)
    assert voted_paid([actions[1].pk, gone.pk], DAY)[actions[1].pk] == read
    pay_grant(by=BY, at=AT, grant=grant, cents=Cents(60), paid_on=DAY, key="w", reference="Solde")
    assert voted_paid([gone], DAY)[gone.pk].paid == 100


def test_the_former_plan_is_read_as_it_was_on_the_eve(project, actions):
    before = coverage_of(project, 2021)
    split(project, actions)
    project.refresh_from_db()
    after = coverage_of(project, 2021)
    assert set(after.actions) == set(before.actions) == {"A-001", "A-002", "A-003"}
    assert len(after.matrix.plan.slots) == len(before.matrix.plan.slots)
    assert set(ground_on(project.site, date(2021, 2, 28)).quarters) == {NORTH, SOUTH}
    assert ground_on(project.site, DAY).quarters == ()


def test_the_public_reads_each_part_and_what_it_was(project, actions):
    split(project, actions)
    slug = project.site.slug
    _none, after = lineage_of(slug)
    assert [one.after.slug for one in after] == ["nord", "sud"]
    assert published_site(slug).ended and not published_site("nord").ended
    assert published_site("sud").wave == published_site(slug).wave
    assert lineage_of("nord")[0][0].before.slug == slug
    former = Project.objects.get(pk=project.pk)
    assert [one.after.site.slug for one in line_of(former).after] == ["nord", "sud"]
    assert line_of(running_project(Site.objects.get(slug="sud"))).before[0].before == former


@pytest.fixture
def written(project, team, town):
    """A project with a text, two tasks, a partner, a body and two meetings; then it runs."""
    leader, claire = team
    Project.objects.filter(pk=project.pk).update(state="finalising")
    project.refresh_from_db()
    file = open_file(by=leader, at=AT, project=project)
    for what in ("Écrire au collège", "Trouver une salle"):
        give_task(by=leader, at=AT, file=file, what=what, owner=claire, due_on=DAY + timedelta(days=9))
    ProjectPartner.objects.create(project=project, organisation=town, contact="Accueil", added_at=AT)
    facts = {"name": "Comité de pilotage", "level": 1, "rhythm": "quarter", "roles": ["project_leader"]}
    body = open_body(by=leader, at=AT, project=project, **facts)
    for days in (3, 30):
        plan_meeting(by=leader, at=AT, body=body, starts_at=AT + timedelta(days=days), place="Mairie")
    return file


def owed(at=AT):
    viewer = BY
    found = dues_of(projects_with_files(viewer), at, at.date() + timedelta(days=90))
    return sorted((one.kind, one.project.site.slug, one.words) for one in found if one.kind in ("task", "meeting"))


def test_what_is_under_way_has_one_place_before_and_after(project, actions, written, town):
    start_project(by=BY, at=AT, project=project)
    before = owed()
    assert len(before) == 4
    tasks = list(ProjectTask.objects.order_by("pk"))
    first, last = meetings_of(project)
    parts = told(project, actions)
    parts[1] = PartTold(parts[1].part, parts[1].actions, parts[1].cents, (), [tasks[1].pk], [last.pk])
    north, south = split_site(by=BY, at=AT, site=project.site, parts=parts, on=DAY, why=WHY)
    after = owed()
    assert [one[2] for one in sorted(after, key=lambda one: one[2])] == sorted(one[2] for one in before)
    where = {(kind, slug) for kind, slug, _words in after}
    assert where == {("task", "nord"), ("task", "sud"), ("meeting", project.site.slug), ("meeting", "sud")}
    for site in (north, south):
        there = running_project(site)
        assert ProjectPartner.objects.get(project=there).contact == "Accueil"
        assert ProjectFile.objects.get(project=there).chapters.count() == written.chapters.count()
        assert [one.name for one in bodies_of(there)] == ["Comité de pilotage"]
    assert [one.pk for one in meetings_of(running_project(south))] == [last.pk]
    assert [one.pk for one in meetings_of(project)] == [first.pk]
    facts = {"name": "Uni", "lead": "", "on": DAY + timedelta(days=1), "why": "Retour"}
    one = merge_sites(by=BY, at=AT + timedelta(days=1), sites=[north, south], slug="uni", **facts)
    joined = [(kind, slug) for kind, slug, _words in owed()]
    assert joined == [("meeting", project.site.slug), ("meeting", "uni"), ("task", "uni"), ("task", "uni")]
    assert len(bodies_of(running_project(one))) == 1


def test_what_is_of_another_site_is_refused(project, actions, written):
    other = Project.objects.exclude(pk=project.pk).get()
    parts = told(project, actions)
    task = ProjectTask.objects.first()
    for wrong in ({"tasks": [10**9]}, {"meetings": [10**9]}, {"decisions": [10**9]}, {"tasks": [task.pk, task.pk]}):
        strange = PartTold(parts[0].part, parts[0].actions, parts[0].cents, **wrong)
        with pytest.raises(NotToPlace), transaction.atomic():
            split_site(by=BY, at=AT, site=project.site, parts=[strange, parts[1]], on=DAY, why=WHY)
    assert Site.objects.count() == 2 and running_project(other.site) == other


def test_days_before_the_label_to_come_and_gone_by(project, actions):
    with pytest.raises(NotThereYet, match="ne couvrait encore rien"), transaction.atomic():
        split(project, actions, on=project.decision.decided_on - timedelta(days=1))
    later = DAY + timedelta(days=30)
    with pytest.raises(NotYetDay), transaction.atomic():
        split(project, actions, on=later)
    north, _south = split(project, actions, on=later, at=AT + timedelta(days=30))  # its day has come
    assert running_project(north).carries_on_from == later
    assert set(ground_on(project.site, later - timedelta(days=1)).quarters) == {NORTH, SOUTH}


def test_a_day_gone_by_is_written_as_it_was(project, actions):
    on = date(2021, 2, 1)
    north, _south = split(project, actions, on=on)
    assert running_project(north).carries_on_from == on
    assert ground_on(north, on).quarters == (NORTH,)
    assert ground_on(north, on - timedelta(days=1)).quarters == ()


def test_the_three_voices_are_let_speak_first(project, actions, written):
    ProjectFile.objects.filter(pk=written.pk).update(state="submitted", submitted=1)
    with pytest.raises(VoicesUnderWay, match="soumis aux trois voix"), transaction.atomic():
        split(project, actions)
    project.site.refresh_from_db()
    assert project.site.status == "open"


def third_quarter(project):
    since = {"generation": 2015, "valid_from": date(2015, 1, 1)}
    place = project.site.commune_main.departement
    return Quarter.objects.create(code="QP080994", name="Est", departement=place, invented=True, **since)


def test_twice_in_a_chain_then_back_under_its_old_name(project, actions, grant):
    envelope = envelope_state(project.decision.call_id)
    north, south = split(project, actions, north=200, south=100)
    commune, day = project.site.commune_main_id, DAY + timedelta(days=10)
    second = running_project(south)
    (moved,) = Action.objects.filter(project=second)
    # The south has one quarter: it takes another one first, then splits in its turn.
    east = third_quarter(project)
    at = AT + timedelta(days=10)
    wider = Ground((commune,), (SOUTH, east.pk))
    set_ground(by=BY, at=at, site=south, ground=wider, on=DAY + timedelta(days=5), why="Extension")
    parts = [
        PartTold(Part("bas", "Bas", Ground((commune,), (SOUTH,))), [moved.pk], {2021: Cents(100), 2022: Cents(100)}),
        PartTold(Part("est", "Est", Ground((commune,), (east.pk,)))),
    ]
    low, _east = split_site(by=BY, at=at, site=south, parts=parts, on=day, why="Encore")
    (again,) = Action.objects.filter(project=running_project(low))
    assert (again.carries_id, voted_paid([again], day)[again.pk].voted) == (actions[1].pk, 100)
    back, when = AT + timedelta(days=20), DAY + timedelta(days=20)
    slug = free_slug(project.site.name, [north, low])
    assert slug == f"{project.site.slug}-2"
    facts = {"slug": slug, "name": project.site.name, "lead": "", "on": when, "why": "Retour"}
    one = merge_sites(by=BY, at=back, sites=[north, low], **facts)
    joined = running_project(one)
    assert sorted(joined.actions.values_list("title", flat=True)) == ["Nord", "Sud"]
    assert to_share(joined) == {2021: 300, 2022: 300}
    assert envelope_state(project.decision.call_id) == envelope
    (last,) = joined.actions.filter(title="Sud")
    assert [told.grant for told in grants_of([last])[last.pk]] == [grant]
    assert [line.before.slug for line in lineage_of(slug)[0]] == ["bas", "nord"]
    with pytest.raises(SiteEnded, match="Prennent la suite"):
        split(project, actions)


def test_an_open_review_stays_and_each_part_opens_its_own(project, actions, team):
    leader, _claire = team
    review = open_review(by=leader, at=AT, project=project, year=2020)
    north, _south = split(project, actions)
    assert YearlyReview.objects.get().project_id == project.pk == review.project_id
    assert viewer_of(leader.person_id, AT).may("projects.write", project.perimeters())
    mine = open_review(by=viewer_of(leader.person_id, AT), at=AT, project=running_project(north), year=2021)
    assert mine.project.site == north
