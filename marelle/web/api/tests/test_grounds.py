"""What sites cover through the interface: who changes it, what a rehearsal says, splits and merges to the cent."""

# ruff: noqa: F811 -- fixtures are named as they are used

import pytest

from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.projects.queries import running_project
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import ground_on
from marelle.flows.tests.splitting import DAY, NORTH, SOUTH, actions, project  # noqa: F401
from marelle.kernel.access import Perimeter

from .conftest import (  # noqa: F401
    city,
    entered,
    holding,
    officer,
    organisation,
    person,
    program,
    somme,
    town,
)

pytestmark = pytest.mark.django_db
SAID = {"on": DAY.isoformat(), "why": "Délibération du 25 février 2021"}
GESTURES = ("ground/change", "split", "merge")


@pytest.fixture
def now(project, at):
    """The first of March 2021: rights are given around the day of the split."""
    return at("2021-03-01T10:00")


@pytest.fixture
def here(project):
    return f"sites/{project.site.slug}"


@pytest.fixture
def desk(program, officer):
    return program(officer)


@pytest.fixture
def parts(project, actions):
    commune = [project.site.commune_main_id]
    return [
        {
            "name": "Val Nord",
            "communes": commune,
            "quarters": [NORTH],
            "actions": [actions[0].pk],
            "cents": {2021: 250},
        },
        {"name": "Val Sud", "communes": commune, "quarters": [SOUTH], "actions": [actions[1].pk], "cents": {2021: 150}},
    ]


def test_who_changes_a_ground(program, holding, project, here, now):
    mayor = holding("mayor", Perimeter("commune", project.site.commune_main_id))
    for gesture in GESTURES:
        assert program().post(f"{here}/{gesture}", SAID)[0] == 401
        assert program(mayor).post(f"{here}/{gesture}", SAID)[0] == 403
    assert program(mayor).get(f"{here}/ground/choices")[0] == 403
    assert program(mayor).get(f"{here}/ground")[1]["may_change"] is False
    assert program().get("sites/nulle-part/ground")[0] == 404


def test_a_ground_is_changed_once_it_was_rehearsed(desk, project, here):
    told = {"communes": [project.site.commune_main_id], "quarters": [NORTH], **SAID}
    status, seen = desk.post(f"{here}/ground/change", told | {"rehearse": True})
    assert (status, seen["done"], seen["sites"][0]["quarters"]) == (200, False, [NORTH])
    assert set(ground_on(project.site, DAY).quarters) == {NORTH, SOUTH}
    for _twice in range(2):
        assert desk.post(f"{here}/ground/change", told)[1]["done"] is True
    assert ground_on(project.site, DAY).quarters == (NORTH,)
    stays = {one["code"]: one for one in desk.get(f"{here}/ground")[1]["stays"]}
    assert (stays[NORTH]["valid_to"], stays[SOUTH]["valid_to"]) == (None, DAY.isoformat())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"communes": ["99999"]}, "territories.commune_unknown"),
        ({"communes": []}, "api.invalid"),
        ({"quarters": ["QP000001"]}, "territories.ground_unclear"),
        ({"quarters": [NORTH, NORTH]}, "territories.ground_unclear"),
        ({"lead": "0800001A"}, "territories.ground_unclear"),
        ({"on": "2031-01-01"}, "projects.too_far_ahead"),
        ({"on": "hier"}, "api.invalid"),
        ({"why": ""}, "api.invalid"),
    ],
)
def test_what_cannot_be_is_refused_by_its_code(desk, project, here, changes, code):
    told = {"communes": [project.site.commune_main_id], "quarters": [NORTH], **SAID, **changes}
    status, answer = desk.post(f"{here}/ground/change", told)
    assert (status, answer["code"]) in ((422, code), (409, code))
    assert set(ground_on(project.site, DAY).quarters) == {NORTH, SOUTH}


def test_a_site_is_renamed_and_keeps_its_address(desk, project, here):
    assert desk.put(f"{here}/name", {"name": "Val du canal", **SAID})[1]["sites"][0]["name"] == "Val du canal"
    told = desk.get(f"{here}/ground")[1]
    assert (told["name"], told["names"]) == ("Val du canal", [{"name": "Site 0", "until": DAY.isoformat()}])
    assert desk.put(f"{here}/name", {"name": "Val du canal", **SAID})[1]["code"] == "territories.same_name"


def test_a_site_splits_with_its_actions_and_its_money(desk, project, here, parts, actions):
    choices = desk.get(f"{here}/ground/choices")[1]
    assert {one["number"] for one in choices["actions"]} == {one.pk for one in actions[:2]}
    assert {one["code"] for one in choices["places"] if one["held"]} == {NORTH, SOUTH}
    seen = desk.post(f"{here}/split", {"parts": parts, **SAID, "rehearse": True})[1]
    assert [one["name"] for one in seen["sites"]] == ["Val Nord", "Val Sud"] and Site.objects.count() == 2
    status, made = desk.post(f"{here}/split", {"parts": parts, **SAID})
    assert (status, made["done"], [one["quarters"] for one in made["sites"]]) == (201, True, [[NORTH], [SOUTH]])
    new = [running_project(Site.objects.get(slug=one["site"])) for one in made["sites"]]
    assert [amounts_by_year([one])[one.pk][2021] for one in new] == [250, 150]
    assert [one["site"] for one in desk.get(f"{here}/ground")[1]["became"]] == ["val-nord", "val-sud"]
    assert desk.post(f"{here}/split", {"parts": parts, **SAID})[0] == 409  # it is closed: nothing is done twice


def test_an_action_goes_into_one_part_and_one_of_this_site(desk, here, parts, actions):
    both = [one | {"actions": [actions[0].pk, actions[1].pk]} for one in parts]
    assert desk.post(f"{here}/split", {"parts": both, **SAID})[1]["code"] == "projects.actions_left"
    strange = [parts[0] | {"actions": [actions[0].pk, 999_999]}, parts[1]]
    assert desk.post(f"{here}/split", {"parts": strange, **SAID})[1]["code"] == "projects.actions_left"
    unnamed = [parts[0] | {"name": "???"}, parts[1]]
    assert desk.post(f"{here}/split", {"parts": unnamed, **SAID})[1]["code"] == "territories.name_unusable"
    assert desk.post(f"{here}/split", {"parts": [parts[0] | {"cents": {2021: -1}}, parts[1]], **SAID})[0] == 422
    assert Site.objects.count() == 2


def test_sites_merge_and_only_with_neighbours(desk, here):
    assert desk.post(f"{here}/merge", {"others": ["nulle-part"], "name": "Tout", **SAID})[0] == 404
    near = list(desk.get(f"{here}/ground/choices")[1]["neighbours"])
    if near:
        status, made = desk.post(f"{here}/merge", {"others": near, "name": "Grand val", **SAID})
        assert status in (201, 409), made


def test_a_split_for_a_day_to_come_is_kept_read_changed_and_called_off(desk, program, project, parts, here):
    later = SAID | {"on": "2021-04-01", "parts": parts}
    status, seen = desk.post(f"{here}/split", later | {"rehearse": True})
    assert (status, seen["done"], seen["kept"]["id"], seen["kept"]["state"]) == (201, False, None, "planned")
    assert program().get("changes-to-come")[1] == []
    kept = desk.post(f"{here}/split", later)[1]["kept"]
    assert (kept["on"], kept["sites"], kept["told"]["parts"][0]["cents"]) == (
        "2021-04-01",
        [project.site.slug],
        {"2021": 250},
    )
    assert Site.objects.count() == 2
    (public,) = program().get("changes-to-come")[1]
    assert (public["id"], public["told"], public["kind"]) == (kept["id"], None, "split")
    assert "se scinde en 2 parts" in public["words"]
    assert desk.post(f"{here}/split", later)[0] == 409
    again = desk.post(f"{here}/split", later | {"on": "2021-05-01", "replaces": kept["id"]})[1]["kept"]
    states = {one["id"]: one["state"] for one in program().get(f"{here}/planned")[1]}
    assert states == {kept["id"]: "replaced", again["id"]: "planned"}
    gone = desk.post(f"{here}/planned/{again['id']}/call-off", {"why": "Le conseil a voté contre"})
    assert (gone[0], gone[1]["state"]) == (200, "called_off")
    assert desk.post(f"{here}/planned/{again['id']}/call-off", {"why": "Encore"})[0] == 409
    assert program().get(f"{here}/planned/{again['id']}")[1]["told"] is None
    assert desk.get(f"{here}/planned/{again['id']}")[1]["told"]["parts"][1]["name"] == "Val Sud"
    assert program().get(f"{here}/planned/99999")[0] == 404


def test_every_kind_is_kept_for_a_day_to_come(desk, program, holding, project, here):
    other = Site.objects.exclude(pk=project.site_id).get()
    commune = project.site.commune_main_id
    told = {
        "ground/change": {"communes": [commune], "quarters": [NORTH]},
        "merge": {"others": [other.slug], "name": "Val uni"},
    }
    for gesture, order in told.items():
        status, seen = desk.post(f"{here}/{gesture}", SAID | {"on": "2021-04-01"} | order)
        assert (status < 300, seen["done"], seen["kept"]["refusal"]) == (True, False, "")
        if gesture == "ground/change":
            assert desk.post(f"{here}/planned/{seen['kept']['id']}/call-off", {"why": "Non"})[0] == 200
    assert desk.put(f"{here}/name", SAID | {"on": "2021-03-20", "name": "Val"})[1]["kept"]["kind"] == "rename"
    assert desk.put(f"{here}/name", SAID | {"on": "2041-03-20", "name": "Val"})[0] == 422
    mayor = holding("mayor", Perimeter("commune", commune))
    assert program(mayor).put(f"{here}/name", SAID | {"on": "2021-03-20", "name": "Val"})[0] == 403
    assert Site.objects.get(pk=project.site_id).name == "Site 0"
