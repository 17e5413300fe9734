"""What goes on beside the actions when a site splits or merges: rights, partners, bodies, decisions, the text."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import timedelta

import pytest

from marelle.domains.accounts.models import Membership
from marelle.domains.accounts.queries import rights_to_carry, viewer_of
from marelle.domains.accounts.services import RightsLeft, carry_rights, grant_membership
from marelle.domains.funding.tests.ground import BY
from marelle.domains.network.models import Partner
from marelle.domains.network.services import publish_partner_form
from marelle.domains.projects.models import Project, SteeringDecision
from marelle.domains.projects.queries import running_project
from marelle.domains.projects.queries.steering import bodies_of, decisions_of
from marelle.domains.projects.services import open_body, plan_meeting, record_decision
from marelle.flows.merge_sites import merge_sites
from marelle.flows.split_site import split_site
from marelle.kernel.access import Perimeter
from marelle.kernel.questionnaires.services import start_answers

from .splitting import AT, DAY, NORTH, actions, project  # noqa: F401
from .test_split_site import told

YEAR_LATER = AT + timedelta(days=300)
WHY = "Deux bassins"


@pytest.fixture
def team(project, person, town):
    """Two people whose right is the site itself: who leads its project, who inspects its schools."""
    place = Perimeter("site", str(project.site_id))
    facts = {"by": BY, "at": AT - timedelta(days=60), "organisation": town, "perimeter": place}
    found = {}
    for name, role in (("claire", "project_leader"), ("denis", "inspector")):
        one = person(name)
        grant_membership(person=one, role=role, valid_to=YEAR_LATER, **facts)
        found[name] = one
    return found


def held(person, site):
    rows = Membership.objects.filter(person=person, perimeter_kind="site", perimeter_code=str(site.pk))
    return [(one.role_id, one.valid_to) for one in rows]


def test_who_held_the_site_holds_its_parts_until_the_same_day(project, actions, team):
    north, south = split_site(by=BY, at=AT, site=project.site, parts=told(project, actions), on=DAY, why=WHY)
    for site in (north, south):
        assert held(team["claire"], site) == [("project_leader", YEAR_LATER)]
        assert held(team["denis"], site) == [("inspector", YEAR_LATER)]
        assert viewer_of(team["claire"].pk, AT).may("projects.lead", running_project(site).perimeters())
        assert not viewer_of(team["denis"].pk, AT).may("projects.lead", running_project(site).perimeters())
    assert viewer_of(team["denis"].pk, AT).may("projects.read", project.perimeters())  # what was done is still read


def test_each_right_goes_where_it_is_said_and_none_is_forgotten(project, actions, team):
    rights = {one.person_id: one.pk for one in rights_to_carry(project.site, AT)}
    said = {rights[team["claire"].pk]: [1], rights[team["denis"].pk]: []}
    parts = told(project, actions)
    with pytest.raises(RightsLeft):
        carry_rights(by=BY, at=AT, site=project.site, to=[], going={}, why=WHY)
    north, south = split_site(by=BY, at=AT, site=project.site, parts=parts, on=DAY, why=WHY, rights=said)
    assert [held(team["claire"], site) for site in (north, south)] == [[], [("project_leader", YEAR_LATER)]]
    assert [held(team["denis"], site) for site in (north, south)] == [[], []]


def test_bodies_open_on_each_side_and_a_decision_follows_its_action(project, actions, team):
    leader, claire = viewer_of(team["claire"].pk, AT), team["claire"]
    facts = {"name": "Comité de pilotage", "level": 1, "rhythm": "quarter"}
    body = open_body(by=leader, at=AT, project=project, roles=["project_leader"], **facts)
    meeting = plan_meeting(by=leader, at=AT, body=body, starts_at=AT + timedelta(hours=1), place="Mairie")
    later = AT + timedelta(days=1)
    one, other = (
        record_decision(by=leader, at=later, meeting=meeting, words=words, owner=claire, due_on=later.date())
        for words in ("Sur l’action du sud.", "Pour toute la cité.")
    )
    SteeringDecision.objects.filter(pk=one.pk).update(action=actions[1])
    north, south = split_site(by=BY, at=later, site=project.site, parts=told(project, actions), on=DAY, why=WHY)
    first, second = running_project(north), running_project(south)
    assert [[each.name for each in bodies_of(there)] for there in (first, second)] == [["Comité de pilotage"]] * 2
    (moved,) = decisions_of(second)
    assert (moved.pk, moved.action.project, moved.action.title) == (one.pk, second, "Sud")
    assert [each.pk for each in decisions_of(project)] == [other.pk]
    assert {each.pk for each in decisions_of(project, meeting)} == {one.pk, other.pk}


def sheet_of(site, body, at, quarters):
    said = {"phone": "03 22 00 00 00", **({"quarters": quarters} if quarters else {})}
    sheet = start_answers(publish_partner_form(), by=BY, answers=said)
    facts = {"confirmed_at": at, "phone": "03 22 00 00 00", "opened_at": at, "updated_at": at}
    return Partner.objects.create(site=site, organisation=body, sheet=sheet, **facts)


def test_a_partner_sheet_goes_where_its_quarters_are(project, actions, town):
    sheet_of(project.site, town, AT, [NORTH])
    north, south = split_site(by=BY, at=AT, site=project.site, parts=told(project, actions), on=DAY, why=WHY)
    assert [Partner.objects.filter(site=site).count() for site in (north, south)] == [1, 0]
    carried = Partner.objects.get(site=north)
    assert (carried.confirmed_at, carried.sheet.answers["quarters"]) == (AT, [NORTH])


def test_of_two_sheets_of_one_organisation_the_one_confirmed_last_goes_on(project, town):
    other = Project.objects.exclude(pk=project.pk).select_related("site__commune_main__departement").get()
    sheet_of(project.site, town, AT - timedelta(days=9), [NORTH])
    sheet_of(other.site, town, AT, [])
    facts = {"slug": "uni", "name": "Uni", "lead": "", "on": DAY, "why": "Une seule équipe"}
    one = merge_sites(by=BY, at=AT, sites=[project.site, other.site], **facts)
    assert Partner.objects.get(site=one).confirmed_at == AT
