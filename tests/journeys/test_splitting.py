"""A cité splits in mid-label, with actions on both sides, then merges back: what each of those around it then sees.

In a demonstration of its own: what ends here would be missed by the other journeys.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import demonstration, sent, violations
from .test_staff import OFFICER, enter_as, listened

pytestmark = pytest.mark.browser
LEADER, PREFECT = "nadia.belkacem", "bruno.caron"
SITE = "/cites/valmarelle/"
PARTS = ("La Verrerie", "Les Tilleuls")
TASK, WHY, TODAY = "Prévenir les deux collèges", "Délibération du 12 décembre 2019", "2019-12-18"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A demonstration that may be broken in two."""
    yield from demonstration(tmp_path_factory.mktemp("splitting"))


def sound(page: Page) -> None:
    assert violations(page) == [], page.url
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
    page.set_viewport_size({"width": 1280, "height": 900})


def text(page: Page) -> str:
    return page.locator("main").inner_text().replace("\u00a0", " ").replace("\u202f", " ")


def project_at(page: Page, name: str) -> str:
    """The address of the project of a cité, for whoever is entered."""
    page.goto("/projets/?q=" + name.replace(" ", "+"))
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_url("**/projets/*/")
    return page.url


def given_tasks(page: Page, project: str) -> None:
    """Two things to do, by the leader, before anything is split."""
    for what in (TASK, "Compter les places"):
        page.goto(f"{project}taches/")
        form = page.locator("form:has(button[value=task])")
        form.locator("[name=what]").fill(what)
        form.locator("[name=owner]").select_option(label="Nadia Belkacem")
        form.locator("[name=due_on]").fill("2020-01-20")
        sent(page, form.locator("button[value=task]"))
    assert TASK in text(page)


def filled(page: Page) -> None:
    """The form of the split: names, schools and actions that somebody decides, the reason."""
    page.goto(f"{SITE}scinder/")
    for number, name in enumerate(PARTS, 1):
        page.locator(f"[name=name_{number}]").fill(name)
    quarters = page.locator("select[name^=q_]")
    for place in range(quarters.count()):
        one = quarters.nth(place)
        side = "1" if PARTS[0] in page.locator(f"label[for={one.get_attribute('id')}]").inner_text() else "2"
        one.select_option(side)
    sent(page, page.locator("button[value=propose]"))
    sent(page, page.locator("button[value='group:0,1']"))
    for one in page.locator("select[name^=s_]").all():
        if not one.input_value():
            one.select_option("2")
    page.locator("[name=why]").fill(WHY)


def split(officer: Page) -> None:
    """A day too far is refused, one to come is offered to be kept, and nothing typed is lost; then it is done."""
    officer.goto(f"{SITE}scinder/")
    sent(officer, officer.locator("button[value=check]"))
    assert "quartiers à placer" not in text(officer) and "actions à placer" in text(officer)
    filled(officer)
    officer.locator("[name=on]").fill("2029-01-15")
    sent(officer, officer.locator("button[value=check]"))
    assert "n’est pas encore venu, et il est loin" in text(officer)
    assert officer.locator("[name=why]").input_value() == WHY
    officer.locator("[name=on]").fill("2020-01-15")
    sent(officer, officer.locator("button[value=check]"))
    assert "Garder pour le 15 janvier 2020" in text(officer)
    sent(officer, officer.locator("button[value=correct]"))
    assert officer.locator("[name=name_2]").input_value() == PARTS[1]
    officer.locator("[name=on]").fill(TODAY)
    sent(officer, officer.locator("button[value=check]"))
    told = text(officer)
    assert "Ce que cette scission va faire" in told and TASK in told and "Ce qui reste avec la cité d’avant" in told
    sent(officer, officer.locator("button[value=confirm]"))
    assert "prend la suite" in text(officer)
    officer.goto(f"{SITE}scinder/")
    assert "a pris fin" in text(officer)


def kept_for_its_day(officer: Page) -> None:
    """A name for a day to come: shown before, kept, read, called off; each page is sound, with scripts, at 320 px."""
    officer.goto(f"{SITE}scinder/")
    sound(officer)
    officer.goto(f"{SITE}renommer/")
    for name, said in (("name", "Valmarelle-les-Tilleuls"), ("why", WHY), ("on", "2020-01-15")):
        officer.locator(f"[name={name}]").fill(said)
    sent(officer, officer.locator("button[value=check]"))
    assert "Les adresses qui continuent d’y mener" in text(officer)
    sound(officer)
    sent(officer, officer.locator("button[value=confirm]"))
    assert "À venir le 15 janvier 2020" in text(officer)
    sound(officer)
    officer.goto("/changements-a-venir/")
    sound(officer)
    officer.locator("main").get_by_role("link", name="Valmarelle s’appelle Valmarelle-les-Tilleuls").click()
    officer.wait_for_url("**/changements/*/")
    sound(officer)
    officer.locator("main").get_by_role("link", name="Annuler ce changement").click()
    officer.wait_for_url("**/annuler/")
    officer.locator("[name=why]").fill("Les habitants ont choisi de garder le nom")
    sound(officer)
    sent(officer, officer.locator("main form button"))
    assert "À venir" not in text(officer)


def seen_by_the_leader(leader: Page, former: str, lede: str) -> None:
    """The former project as it was; each part with its text, its plan; what is to be done, in one of them."""
    leader.goto(former)
    assert "son projet est poursuivi ailleurs" in text(leader)
    sound(leader)
    leader.goto(f"{former}plan/?annee=2020")
    assert leader.locator(".lede").inner_text() == lede
    tasks = []
    for name in PARTS:
        project = project_at(leader, name)
        assert "Prend la suite de Valmarelle" in text(leader) and "Le projet est finalisé" in text(leader)
        sound(leader)
        leader.goto(f"{project}taches/")
        tasks.append(TASK in text(leader))
        leader.goto(f"{project}plan/?annee=2020")
        assert "au plan de 2020" in text(leader)
    assert tasks == [True, False]


def seen_by_the_public(public: Page) -> None:
    """From the former site to each part, and back."""
    assert "Cette cité a pris fin" in text(public)
    for name in PARTS:
        public.goto(SITE)
        public.locator("main").get_by_role("link", name=name, exact=True).first.click()
        public.wait_for_url(lambda url: not url.endswith(SITE))
        assert "elle vient de Valmarelle" in text(public)
        sound(public)
        public.goto(f"{public.url}actions/")
        assert "elle vient de Valmarelle" in text(public)


def merged_back(officer: Page) -> None:
    """Not on the very day, and nothing typed is lost; the day after, under the name that it had."""
    officer.goto("/cites/la-verrerie/reunir/")
    officer.get_by_label(PARTS[1], exact=True).check()
    officer.locator("[name=name]").fill("Valmarelle")
    officer.locator("[name=why]").fill("Une seule équipe")
    officer.locator("[name=on]").fill(TODAY)
    sent(officer, officer.locator("button[value=check]"))
    assert "y est entrée ce jour-là ou après" in text(officer)
    assert officer.locator("[name=why]").input_value() == "Une seule équipe"
    officer.goto("/demonstration/horloge/")
    form = officer.locator("form:has([name=day])")
    form.locator("[name=day]").fill("2019-12-20")
    sent(officer, form.locator("button[type=submit]"))
    officer.goto("/cites/la-verrerie/reunir/")
    officer.get_by_label(PARTS[1], exact=True).check()
    officer.locator("[name=name]").fill("Valmarelle")
    officer.locator("[name=why]").fill("Une seule équipe")
    sent(officer, officer.locator("button[value=check]"))
    assert "rien ne s’y oppose" in text(officer)
    sent(officer, officer.locator("button[value=confirm]"))
    assert officer.url.endswith("/cites/valmarelle-2/perimetre/")


def joined(leader: Page) -> str:
    """The address of the project of the cité that merged back: the other of its name has ended."""
    leader.goto("/projets/?q=Valmarelle")
    rows = leader.locator("main tbody tr").filter(has_text="Valmarelle").filter(has_not_text="Poursuivi")
    rows.get_by_role("link", name="Valmarelle", exact=True).click()
    leader.wait_for_url("**/projets/*/")
    return leader.url


def test_a_cite_splits_then_merges_back(visit: Callable[..., Page]) -> None:
    leader, officer, prefect = visit("/aide/"), visit("/aide/", scripts=False), visit("/aide/")
    enter_as(leader, LEADER)
    former = project_at(leader, "Valmarelle")
    given_tasks(leader, former)
    leader.goto(f"{former}plan/?annee=2020")
    lede, said = leader.locator(".lede").inner_text(), listened(leader)
    enter_as(officer, OFFICER)
    reader = visit("/aide/")
    enter_as(reader, OFFICER)
    kept_for_its_day(reader)
    split(officer)
    seen_by_the_leader(leader, former, lede)
    assert said == []
    enter_as(prefect, PREFECT)
    for name in PARTS:
        project_at(prefect, name)
        assert "Réserves à lever" in text(prefect)
    seen_by_the_public(visit(SITE))
    merged_back(officer)
    leader.goto(f"{joined(leader)}taches/")
    assert TASK in text(leader)
