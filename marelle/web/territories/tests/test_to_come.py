"""The screens on which a change is decided for a day to come, read, changed and called off."""

# ruff: noqa: F811 -- fixtures are named as they are used

from datetime import date

import pytest

from marelle.domains.projects.models import Action, ChangeToCome
from marelle.domains.projects.queries import running_project
from marelle.domains.projects.queries.changes import changes_to_come
from marelle.domains.territories.models import Site
from marelle.domains.territories.queries import ground_on
from marelle.flows.carry_out_change import carry_out_change
from marelle.flows.tests.splitting import NORTH, SOUTH, actions, project  # noqa: F401
from marelle.flows.tests.to_come import LATER, ON_ITS_DAY
from marelle.kernel.access import Perimeter, Viewer
from marelle.web.ui.tests.reading import page

from .test_grounds import WHY, ask, desk, now, parts  # noqa: F401

ON = LATER.isoformat()


def carried_out():
    (change,) = changes_to_come()
    return carry_out_change(by=Viewer.machine("worker"), at=ON_ITS_DAY, number=change.pk)


@pytest.fixture
def split(desk, project, actions):
    """A split that is kept for its day, given on its screen."""
    address = f"/cites/{project.site.slug}/scinder/"
    checked = page(ask(desk, address, **parts(actions), on=ON))
    assert "Pour le 1 avril 2021" in checked and "Garder pour le 1 avril 2021" in checked
    assert not ChangeToCome.objects.exists()  # it was only shown
    answer = desk.post(address, {**parts(actions), "on": ON, "why": WHY, "step": "confirm"}, follow=True)
    assert "C’est gardé pour le 1 avril 2021" in page(answer)
    return ChangeToCome.objects.get()


def test_a_split_to_come_is_shown_everywhere_then_done(desk, client, project, split):
    assert (Site.objects.count(), project.site.status) == (2, "open")
    words = "se scinde en 2 parts\u00a0: Valmarelle Nord, Valmarelle Sud"
    slug = project.site.slug
    public = (f"/cites/{slug}/", f"/cites/{slug}/perimetre/", "/changements-a-venir/", "/changements-a-venir.csv")
    for address in public:
        answer = client.get(address)
        text = b"".join(answer).decode() if answer.streaming else page(answer)
        assert words in text, address
    assert words in page(desk.get(f"/projets/{project.pk}/"))
    alone = page(client.get(f"/cites/{slug}/changements/{split.pk}/"))
    assert "Quartiers" in alone and "2,50" in alone and WHY in alone
    assert "Décidé par" not in alone and "Annuler ce changement" not in alone
    own = page(desk.get(f"/cites/{slug}/changements/{split.pk}/"))
    assert "Décidé par" in own and "Annuler ce changement" in own
    assert carried_out().state == "done"
    north, south = (running_project(Site.objects.get(slug=f"valmarelle-{side}")) for side in ("nord", "sud"))
    assert [Action.objects.get(project=one).title for one in (north, south)] == ["Nord", "Sud"]
    assert "Aucun changement à venir" in page(client.get("/changements-a-venir/"))
    assert "Fait" in page(client.get(f"/cites/{slug}/changements/{split.pk}/"))


def test_it_is_taken_up_again_with_all_that_was_said(desk, project, actions, split):
    address = f"/cites/{project.site.slug}/scinder/?changement={split.pk}"
    answer = desk.get(address)
    form = answer.context["form"]
    assert "Vous modifiez un changement prévu le 1 avril 2021" in page(answer)
    said = {name: form[name].value() for name in ("name_1", f"q_{SOUTH}", f"a_{actions[1].pk}", "m_1_2021", "why")}
    assert list(said.values()) == ["Valmarelle Nord", "2", "2", "2,50", WHY]
    changed = parts(actions, name_1="Le Nord")
    assert ask(desk, address, **changed, on="2021-05-03", step="confirm").status_code == 302
    (change,) = changes_to_come()
    split.refresh_from_db()
    assert (split.state, change.on, change.told["parts"][0]["name"]) == ("replaced", date(2021, 5, 3), "Le Nord")
    assert "n’est plus à venir" in page(ask(desk, address, **changed, on="2021-05-04"))


def test_it_may_be_done_sooner(desk, project, actions, split):
    address = f"/cites/{project.site.slug}/scinder/?changement={split.pk}"
    assert ask(desk, address, **parts(actions), step="confirm").status_code == 302
    split.refresh_from_db()
    assert (split.state, split.end_why) == ("called_off", "Fait dès le 1 mars 2021.")
    assert Site.objects.filter(slug="valmarelle-sud").exists()


def test_it_is_called_off_with_a_reason(desk, client, entered, holding, city, project, split):
    address = f"/cites/{project.site.slug}/changements/{split.pk}/annuler/"
    assert client.get(address).status_code == 302
    assert entered(holding("mayor", city, name="maire")).get(address).status_code == 403
    refused = desk.post(address, {"why": ""})
    assert refused["Marelle-Form"] == "refused"
    assert desk.post(address, {"why": "Le conseil a voté contre"}).status_code == 302
    shown = page(client.get(f"/cites/{project.site.slug}/changements/{split.pk}/"))
    assert "n’aura pas lieu" in shown and "Le conseil a voté contre" in shown
    assert "n’est plus à venir" in page(desk.get(address))
    assert changes_to_come() == []


def test_a_change_is_of_its_site(desk, client, project, split):
    other = Site.objects.exclude(pk=project.site_id).get()
    for address in (
        f"/cites/{other.slug}/changements/{split.pk}/",
        f"/cites/{project.site.slug}/changements/999999/",
        "/cites/nulle-part/changements/1/",
    ):
        assert client.get(address).status_code == 404
    for address in (f"/cites/{other.slug}/scinder/?changement={split.pk}", "/cites/site-0/scinder/?changement=99999"):
        assert desk.get(address).status_code == 404
    assert desk.get(f"/cites/{project.site.slug}/scinder/?changement=x").status_code == 200


def test_what_holds_it_up_is_said_with_what_to_do(desk, client, project, actions, split):
    from marelle.domains.funding.tests.ground import BY
    from marelle.domains.projects.services import save_sheet
    from marelle.flows.tests.splitting import AT

    ChangeToCome.objects.filter(pk=split.pk).update(told={**split.told, "parts": _without(split, actions[1].pk)})
    save_sheet(by=BY, at=AT, action=actions[1], answers={"quarters": [NORTH, SOUTH]})
    assert carried_out().state == "held_up"
    shown = page(client.get(f"/cites/{project.site.slug}/changements/{split.pk}/"))
    assert "Ce changement n’est pas fait" in shown and "dites où cela va" in shown
    assert "Un changement est à reprendre" in page(client.get(f"/cites/{project.site.slug}/"))


def _without(change, number):
    return [{**one, "actions": [pk for pk in one["actions"] if pk != number]} for one in change.told["parts"]]


def test_a_name_a_ground_and_a_merger_to_come(desk, client, project):
    slug, commune = project.site.slug, project.site.commune_main_id
    other = Site.objects.exclude(pk=project.site_id).get()
    asked = {
        "renommer": ({"name": "Val du canal"}, "s’appelle Val du canal"),
        "perimetre/changer": ({"communes": commune, "quarters": [NORTH], "lead": ""}, "change"),
        "reunir": ({"others": [str(other.pk)], "name": "Site uni", "lead": ""}, "se réunissent dans Site uni"),
    }
    for day, (gesture, (told, words)) in enumerate(asked.items(), 10):
        address = f"/cites/{slug}/{gesture}/"
        on = f"2021-03-{day}"
        assert "Garder pour le" in page(ask(desk, address, **told, on=on))
        assert ask(desk, address, **told, on=on, step="confirm").status_code == 302
        change = ChangeToCome.objects.latest("pk")
        assert words in change.words
        assert words in page(client.get(f"/cites/{slug}/changements/{change.pk}/"))
        again = desk.get(f"{address}?changement={change.pk}")
        assert again.context["form"]["why"].value() == WHY
    assert Site.objects.get(pk=project.site_id).name == "Site 0"
    for change in changes_to_come():
        carry_out_change(by=Viewer.machine("worker"), at=ON_ITS_DAY, number=change.pk)
    project.site.refresh_from_db()
    assert (project.site.name, project.site.status) == ("Val du canal", "closed")
    assert ground_on(Site.objects.get(slug="site-uni"), LATER).quarters == (NORTH,)


def test_those_who_follow_the_site_have_it_in_their_week_and_whoever_may_settle_it_is_owed(
    desk, entered, holding, project, actions, split, at
):
    place = Perimeter("commune", project.site.commune_main_id)
    mayor = entered(holding("mayor", place, name="maire"))
    assert "Scission à venir le 1 avril 2021" in page(desk.get("/projets/"))
    assert "se scinde" not in page(mayor.get("/ma-semaine/"))
    at("2021-03-28T10:00")
    assert "À venir" in page(mayor.get("/ma-semaine/")) and "se scinde" in page(mayor.get("/ma-semaine/"))
    ChangeToCome.objects.filter(pk=split.pk).update(state="held_up", refusal="Rien ne dit où va A-004.")
    at("2021-04-02T10:00")
    held = "Changement à reprendre, quelque chose l’empêche"
    assert held in page(mayor.get("/ma-semaine/"))
    assert held in page(mayor.get(f"/projets/{project.pk}/attendu/"))
    assert "Scission à reprendre" in page(desk.get("/projets/"))
