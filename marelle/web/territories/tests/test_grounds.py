"""The screens on which sites change, split and merge."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import timedelta

import pytest

from marelle.domains.funding.queries import amounts_by_year
from marelle.domains.funding.tests.ground import BY, DECIDED
from marelle.domains.projects.models import Action, Body
from marelle.domains.projects.queries import running_project
from marelle.domains.projects.queries.changes import changes_to_come
from marelle.domains.projects.services import open_action, save_sheet
from marelle.domains.territories.models import Commune, QuarterCommune, School, Site
from marelle.domains.territories.queries import became, ground_on
from marelle.domains.territories.services import Ground, set_ground
from marelle.flows.tests.splitting import AT, DAY, NORTH, SOUTH, actions, project  # noqa: F401
from marelle.kernel.access import Perimeter
from marelle.web.ui.tests.reading import page

WHY = "Délibération du 25 février 2021"


@pytest.fixture
def now(project, at):
    """The first of March 2021: rights are given around the day of the split."""
    return at("2021-03-01T10:00")


@pytest.fixture
def desk(entered, officer):
    return entered(officer)


def ask(desk, address, **changes):
    return desk.post(address, {"on": DAY.isoformat(), "why": WHY, "step": "check", **changes})


def test_everybody_reads_what_a_site_covers(client, project):
    shown = page(client.get(f"/cites/{project.site.slug}/perimetre/"))
    assert "Ce que la cité couvre" in shown
    assert NORTH in shown and SOUTH in shown
    assert "Scinder" not in shown
    assert client.get("/cites/nulle-part/perimetre/").status_code == 404


@pytest.mark.parametrize("gesture", ["perimetre/changer", "renommer", "scinder", "reunir"])
def test_few_change_it(client, entered, holding, city, project, gesture):
    address = f"/cites/{project.site.slug}/{gesture}/"
    assert client.get(address).status_code == 302
    assert entered(holding("mayor", city, name="maire")).get(address).status_code == 403


def test_a_site_loses_a_quarter_and_the_page_says_so_before(desk, project):
    address = f"/cites/{project.site.slug}/perimetre/changer/"
    told = {"communes": project.site.commune_main_id, "quarters": [NORTH], "lead": ""}
    checked = page(ask(desk, address, **told))
    assert "sortent" in checked
    assert SOUTH in checked
    assert set(ground_on(project.site, DAY).quarters) == {NORTH, SOUTH}
    assert ask(desk, address, **told, step="confirm").status_code == 302
    assert ground_on(project.site, DAY).quarters == (NORTH,)
    assert SOUTH in page(desk.get(f"/cites/{project.site.slug}/perimetre/"))  # what it covered


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"communes": "99999"}, "Commune inconnue"),
        ({"communes": " "}, "obligatoire"),
        ({"on": "2031-01-01"}, "n’est pas encore venu"),
        ({"on": "hier"}, "date"),
        ({"why": ""}, "obligatoire"),
        ({"quarters": ["QP000001"]}, "QP000001"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(desk, project, changes, sentence):
    address = f"/cites/{project.site.slug}/perimetre/changer/"
    told = {"communes": project.site.commune_main_id, "quarters": [NORTH], "lead": "", **changes}
    answer = ask(desk, address, **told)
    assert answer["Marelle-Form"] == "refused"
    shown = page(answer)
    assert sentence in shown
    assert changes.get("why", WHY) in shown


def test_the_lead_college_changes_in_mid_label_and_what_was_stays_true(desk, project):
    site, address = project.site, f"/cites/{project.site.slug}/perimetre/changer/"
    for uai, name in (("0809971P", "Collège de l’Aube"), ("0809972R", "Collège du Soir")):
        School.objects.create(
            uai=uai, name=name, kind="college", commune=site.commune_main, facts_on=DECIDED, invented=True
        )
    told = {"communes": site.commune_main_id, "quarters": [NORTH, SOUTH], "schools": ["0809971P", "0809972R"]}
    first, later = (DAY - timedelta(days=30)).isoformat(), DAY.isoformat()
    assert ask(desk, address, **told, lead="0809971P", on=first, step="confirm").status_code == 302
    assert ask(desk, address, **told, lead="0809972R", on=later, step="confirm").status_code == 302
    assert ground_on(site, DAY - timedelta(days=1)).lead == "0809971P"
    assert ground_on(site, DAY).lead == "0809972R"
    assert set(ground_on(site, DAY).quarters) == {NORTH, SOUTH}
    assert "Collège du Soir" in page(desk.get(f"/cites/{site.slug}/perimetre/"))
    project.refresh_from_db()
    assert project.state == "running"


def test_a_site_is_renamed(desk, project):
    address = f"/cites/{project.site.slug}/renommer/"
    shown = page(ask(desk, address, name="Val du canal"))
    assert "À partir du 1 mars 2021" in shown and "Val du canal" in shown
    for kept in (f"/cites/{project.site.slug}/perimetre/", f"/projets/{project.pk}/"):
        assert f"http://testserver{kept}" in shown
    assert Site.objects.get(pk=project.site_id).name == "Site 0"
    assert ask(desk, address, name="Val du canal", step="confirm").status_code == 302
    assert "Site 0, jusqu’au" in page(desk.get(f"/cites/{project.site.slug}/perimetre/"))
    assert "porte déjà ce nom" in page(ask(desk, address, name="Val du canal"))


def parts(actions, **changes):
    return {
        "parts": "2",
        "name_1": "Valmarelle Nord",
        "name_2": "Valmarelle Sud",
        f"q_{NORTH}": "1",
        f"q_{SOUTH}": "2",
        f"a_{actions[0].pk}": "1",
        f"a_{actions[1].pk}": "2",
        "m_1_2021": "2,50",
        "m_2_2021": "1,50",
        "m_1_2022": "4",
        **changes,
    }


def test_a_site_splits_in_mid_label_on_one_page(desk, project, actions):
    address = f"/cites/{project.site.slug}/scinder/"
    shown = page(desk.get(address))
    assert "A-001" in shown and "A-003" not in shown  # what is finished goes nowhere
    checked = page(ask(desk, address, **parts(actions)))
    assert "Ce que cette scission va faire" in checked
    assert Site.objects.count() == 2
    assert ask(desk, address, **parts(actions), step="confirm").status_code == 302
    north, south = (line.after for line in became(project.site))
    assert (north.slug, ground_on(south, DAY).quarters) == ("valmarelle-nord", (SOUTH,))
    first, second = running_project(north), running_project(south)
    assert amounts_by_year([first, second]) == {first.pk: {2021: 250, 2022: 400}, second.pk: {2021: 150}}
    assert Action.objects.get(project=second).title == "Sud"
    assert "prend la suite" in page(desk.get(f"/cites/{project.site.slug}/perimetre/"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({f"q_{SOUTH}": ""}, "obligatoire"),
        ({f"q_{SOUTH}": "1"}, "au moins un quartier"),
        ({"m_1_2021": "beaucoup"}, "montant"),
        ({"m_1_2021": "400"}, "ne tient que"),
        ({"name_2": "Valmarelle Nord"}, "existe déjà"),
        ({f"q_{SOUTH}": "9"}, "9"),
    ],
)
def test_a_split_that_cannot_be(desk, project, actions, changes, sentence):
    answer = ask(desk, f"/cites/{project.site.slug}/scinder/", **parts(actions, **changes))
    assert answer["Marelle-Form"] == "refused"
    shown = page(answer)
    assert sentence in shown
    assert "Valmarelle Nord" in shown
    assert Site.objects.count() == 2


def test_nothing_typed_is_lost_whatever_the_day(desk, project, actions):
    address = f"/cites/{project.site.slug}/scinder/"
    for day, sentence in (
        ("2031-01-01", "n’est pas encore venu"),
        ("2015-01-01", "ne couvrait encore rien"),
        ("hier", "date"),
        ("", "obligatoire"),
    ):
        answer = ask(desk, address, **parts(actions), on=day)
        assert answer["Marelle-Form"] == "refused"
        form, shown = answer.context["form"], page(answer)
        assert sentence in shown
        assert WHY in shown
        assert [form[name].value() for name in (f"q_{SOUTH}", f"a_{actions[1].pk}", "m_1_2021")] == ["2", "2", "2,50"]
    assert Site.objects.count() == 2


def test_what_is_of_another_site_is_not_in_the_form(desk, project, actions):
    address = f"/cites/{project.site.slug}/scinder/"
    for name in ("a_999999", "t_999999", "p_999999", "o_999999", "r_999999", "q_QP080001"):
        assert ask(desk, address, **parts(actions, **{name: "1"}), step="check").status_code == 200
    answer = ask(desk, address, **parts(actions, **{f"a_{actions[0].pk}": "3"}))
    assert answer["Marelle-Form"] == "refused"
    assert Site.objects.count() == 2


def test_a_site_that_ended_says_what_goes_on(desk, project, actions):
    address = f"/cites/{project.site.slug}/scinder/"
    assert ask(desk, address, **parts(actions), step="confirm").status_code == 302
    for answer in (
        desk.get(address),
        ask(desk, address, **parts(actions)),
        desk.get(address.replace("scinder", "reunir")),
    ):
        shown = page(answer)
        assert "a pris fin" in shown and "Valmarelle Nord" in shown and "Valmarelle Sud" in shown
    public = page(desk.get(f"/cites/{project.site.slug}/"))
    assert "Cette cité a pris fin" in public and "/cites/valmarelle-sud/" in public
    part = page(desk.get("/cites/valmarelle-sud/"))
    assert f"/cites/{project.site.slug}/" in part
    assert "Cette cité a pris fin" in page(desk.get(f"/cites/{project.site.slug}/actions/"))
    former = page(desk.get(f"/projets/{project.pk}/"))
    assert "son projet est poursuivi ailleurs" in former
    assert "Prend la suite de" in page(
        desk.get(f"/projets/{running_project(Site.objects.get(slug='valmarelle-sud')).pk}/")
    )


@pytest.fixture
def two_communes(project, actions):
    """A site of two communes, each with its quarter and a school; an action names the school of the first."""
    made = Commune.objects.create(
        code="80975", name="Basval", departement=project.site.commune_main.departement, invented=True, facts_on=DECIDED
    )
    for code, commune in ((NORTH, project.site.commune_main), (SOUTH, made)):
        QuarterCommune.objects.create(quarter_id=code, commune=commune)
    schools = [
        School.objects.create(uai=uai, name=name, kind="college", commune=commune, facts_on=DECIDED, invented=True)
        for uai, name, commune in (
            ("0800997A", "Collège haut", project.site.commune_main),
            ("0800998A", "Collège bas", made),
        )
    ]
    whole = Ground((project.site.commune_main_id, made.pk), (NORTH, SOUTH), tuple(one.pk for one in schools))
    set_ground(by=BY, at=AT, site=project.site, ground=whole, on=DAY - timedelta(days=1), why="Extension")
    save_sheet(by=BY, at=AT, action=actions[1], answers={"schools": [schools[0].pk]})
    return made, schools


def test_the_form_costs_the_same_whatever_there_is_to_place(desk, project, two_communes, counted):
    address = f"/cites/{project.site.slug}/scinder/"
    desk.get(address)  # the session says that it is alive
    with counted() as few:
        desk.get(address)
    for number in range(4):
        sheet = {"title": f"Action {number}", "quarters": [NORTH], "year": 2021}
        open_action(by=BY, at=AT, project=project, answers=sheet)
    with counted() as many:
        desk.get(address)
    assert len(many) <= len(few) <= 25


def test_a_school_is_proposed_with_its_reason(desk, project, two_communes):
    address = f"/cites/{project.site.slug}/scinder/"
    form = desk.get(address).context["form"]
    assert [form[f"s_{one.pk}"].value() for one in two_communes[1]] == ["2", "2"]
    assert "d’après les actions qui le nomment\u00a0: A-002 (Sud)" in str(form["s_0800997A"].help_text)
    assert "où sont tous les quartiers de sa commune (Sud)" in str(form["s_0800998A"].help_text)


def test_a_mayor_who_does_not_reach_a_part_is_named(desk, holding, project, actions, two_communes):
    holding("mayor", Perimeter("commune", project.site.commune_main_id), name="maire")
    address = f"/cites/{project.site.slug}/scinder/"
    told = parts(actions, s_0800997A="1", s_0800998A="2")
    shown = page(ask(desk, address, **told))
    assert "n’atteint pas Valmarelle Sud, dont la commune principale est Basval" in shown
    assert "Personne ne tient ce rôle à Basval" in shown
    wrong = page(ask(desk, address, **told, main_2=project.site.commune_main_id))
    assert "n’est pas une commune de cette part" in wrong
    assert ask(desk, address, **told, step="confirm").status_code == 302
    assert Site.objects.get(slug="valmarelle-sud").commune_main_id == "80975"


def test_three_parts_and_nonsense(desk, project):
    address = f"/cites/{project.site.slug}/scinder/"
    assert "Part 3" in page(desk.get(f"{address}?parts=3"))
    for asked in ("x", "-1", "99", "9" * 30):
        assert desk.get(f"{address}?parts={asked}").status_code == 200


def test_two_sites_merge(desk, project, actions):
    other = Site.objects.exclude(pk=project.site_id).get()
    address = f"/cites/{project.site.slug}/reunir/"
    told = {"others": [str(other.pk)], "name": "Site uni", "lead": ""}
    assert "rien ne s’y oppose" in page(ask(desk, address, **told))
    assert ask(desk, address, **told, step="confirm").status_code == 302
    one = Site.objects.get(slug="site-uni")
    assert Action.objects.filter(project=running_project(one)).count() == 2
    assert ask(desk, address, **told).status_code in (200, 409)


def test_each_action_is_proposed_with_its_reason_and_a_group_moves_at_once(desk, project, actions):
    address = f"/cites/{project.site.slug}/scinder/"
    shown = page(desk.get(address))
    assert "Proposé : part 1, où est tout ce que dit sa fiche (Nord)." in shown
    assert "Proposé : part 2, où est tout ce que dit sa fiche (Sud)." in shown
    assert "à parts égales" in shown
    sides = {f"q_{NORTH}": "2", f"q_{SOUTH}": "1"}
    turned = {**parts(actions), **sides, "step": "propose", "on": DAY.isoformat(), "why": WHY}
    form = desk.post(address, turned).context["form"]
    assert [form[f"a_{one.pk}"].value() for one in actions[:2]] == ["2", "1"]
    assert form["name_1"].value() == "Valmarelle Nord"
    form = desk.post(address, {**turned, **parts(actions), "step": "group:2,1"}).context["form"]
    assert [form[f"a_{one.pk}"].value() for one in actions[:2]] == ["1", "1"]


def test_an_action_across_both_parts_is_to_be_decided_first(desk, project, actions):
    both = {"quarters": [NORTH, SOUTH]}
    save_sheet(by=BY, at=AT, action=actions[1], answers=both)
    shown = page(desk.get(f"/cites/{project.site.slug}/scinder/"))
    assert "à cheval sur les parts 1, 2" in shown
    assert shown.index("À décider (1)") < shown.index("Proposées dans la part 1 (1)")


def test_a_year_is_shared_to_the_cent(desk, project, actions):
    address = f"/cites/{project.site.slug}/scinder/"
    shown = page(ask(desk, address, **parts(actions, m_2_2021="1,49")))
    assert "il manque" in shown
    assert Site.objects.count() == 2


def test_what_sites_that_merge_both_have_is_shown_and_chosen(desk, project, actions):
    other = Site.objects.exclude(pk=project.site_id).get()
    for place, one in enumerate((project, running_project(other))):
        Body.objects.create(project=one, name="Comité", level=1, rhythm=("month", "year")[place], opened_at=AT)
    address = f"/cites/{project.site.slug}/reunir/"
    told = {"others": [str(other.pk)], "name": "Site uni", "lead": ""}
    shown = page(ask(desk, address, **told))
    assert "Ce que plusieurs ont, et dont un seul continue" in shown
    assert "Instance «\u00a0Comité\u00a0» · <strong>De Site 0</strong>" in shown
    again = ask(desk, address, **told, step="correct").context["form"]
    assert again["b_0"].label == "Instance «\u00a0Comité\u00a0»"
    chosen = {**told, "b_0": str(other.pk)}
    assert f"<strong>De {other.name}</strong>" in page(ask(desk, address, **chosen))
    assert ask(desk, address, **chosen, step="confirm").status_code == 302
    (body,) = Body.objects.filter(project=running_project(Site.objects.get(slug="site-uni")))
    assert body.rhythm == "year"


def test_an_empty_choice_of_a_merger_is_refused_and_a_later_one_is_kept(desk, project):
    other = Site.objects.exclude(pk=project.site_id).get()
    for one in (project, running_project(other)):
        Body.objects.create(project=one, name="Comité", level=1, rhythm="month", opened_at=AT)
    address = f"/cites/{project.site.slug}/reunir/"
    told = {"others": [str(other.pk)], "name": "Site uni", "lead": "", "b_0": str(other.pk), "on": "2021-04-01"}
    assert ask(desk, address, **{**told, "b_0": "999999"})["Marelle-Form"] == "refused"
    assert ask(desk, address, **told, step="confirm").status_code == 302
    (change,) = changes_to_come()
    assert change.told["bodies"] == {"Comité": other.pk}
    form = desk.get(f"{address}?changement={change.pk}").context["form"]
    assert (form["b_0"].value(), form["others"].value()) == (other.pk, [str(other.pk)])
