"""An officer prepares a call step by step, opens it, grants more time; each screen accessible, silent and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from .conftest import sent, violations
from .test_staff import OFFICER, enter_as, listened

pytestmark = pytest.mark.browser
SLUG = "appel-du-parcours"
ROOT = f"/pilotage/appels/{SLUG}/"
PREPARE = f"{ROOT}preparation/"


def sound(page: Page) -> None:
    """The page breaks no rule of axe and is not wider than its window."""
    assert violations(page) == [], page.url
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, (page.url, wide)


def press(page: Page, label: str) -> None:
    sent(page, page.get_by_role("main").get_by_role("button", name=label, exact=True))


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


def begin(page: Page) -> None:
    page.goto("/pilotage/appels/")
    page.get_by_role("link", name="Préparer un appel").click()
    fill(page, title="Appel du parcours", slug=SLUG, edition="2020")
    fill(page, opens_on="2019-12-01", opens_time="09:00", closes_on="2020-06-30", closes_time="23:59")
    sound(page)
    press(page, "Créer l’appel")
    assert "Il reste 9 points à compléter." in page.inner_text("main")
    sound(page)


def write_the_terms(page: Page) -> None:
    """Each step with its main button, in the order in which the pages follow each other."""
    page.get_by_role("link", name="Continuer").click()
    fill(page, about="Un appel du parcours.", decided_by="Les ministres (démonstration)")
    press(page, "Enregistrer et continuer")
    fill(page, opinions_by="2020-07-20", decision_by="2020-09-15", finalise_by="2020-12-31")
    sound(page)
    press(page, "Enregistrer et continuer")
    page.locator("main input[name=rule_set]").first.check()
    sound(page)
    press(page, "Enregistrer et continuer")
    sound(page)
    press(page, "Enregistrer et continuer")


def write_a_criterion(page: Page) -> None:
    page.get_by_role("link", name="Écrire le premier critère").click()
    fill(page, title="La qualité du diagnostic", weight="0,4", mark_max="2")
    press(page, "Changer l’échelle")
    fill(page, anchor_0="Rien.", anchor_1="Des chiffres.", anchor_2="Un portrait complet.")
    sound(page)
    press(page, "Enregistrer le critère")
    assert "Chaque note a sa phrase" in page.inner_text("main")
    sound(page)
    page.get_by_role("main").get_by_role("link", name="Continuer").click()


def write_the_money_and_the_list(page: Page) -> None:
    fill(page, first_year="2021", amount_0="34 000 000", amount_1="34 000 000")
    sound(page)
    press(page, "Enregistrer et continuer")
    fill(page, count_max="80", step_cents_0="425 000")
    page.locator("main [name=limit_kind_0]").select_option("floors")
    page.locator("main [name=limit_on_0]").select_option("region:32")
    fill(page, limit_number_0="10")
    sound(page)
    press(page, "Enregistrer et continuer")
    assert "Rien ne manque." in page.inner_text("main")


def test_a_call_is_prepared_opened_and_given_more_time(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    enter_as(page, OFFICER)
    said = listened(page)
    begin(page)
    write_the_terms(page)
    write_a_criterion(page)
    write_the_money_and_the_list(page)
    sent(page, page.get_by_role("link", name="Aperçu"))
    assert "Hauts-de-France : au moins 10 sites." in page.inner_text("main").replace("\xa0", " ")
    sound(page)
    page.goto(PREPARE)
    page.get_by_role("link", name="Vérifier et ouvrir").click()
    sound(page)
    press(page, "Ouvrir l’appel")
    page.get_by_role("link", name="Accorder un délai").click()
    page.get_by_label("Toutes les candidatures").check()
    fill(page, until_on="2020-07-07", until_time="12:00", why="Panne nationale du réseau.")
    sound(page)
    press(page, "Vérifier")
    assert "7 juillet 2020" in page.inner_text("main")
    sound(page)
    press(page, "Accorder ce délai")
    sound(page)
    anybody = visit(f"/appels/{SLUG}/", width=320)
    assert "Panne nationale du réseau." in anybody.inner_text("main")
    sound(anybody)
    assert said == []


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (320, False)])
def test_each_screen_of_a_call_is_accessible_silent_and_fits(
    visit: Callable[..., Page], width: int, dark: bool
) -> None:
    page = visit("/aide/", width=width, dark=dark)
    enter_as(page, OFFICER)
    slug = f"suite-{width}"
    page.goto("/pilotage/appels/demonstration-2019/copie/")
    fill(page, title="Appel suivant", slug=slug)
    press(page, "Préparer cette édition")
    said = listened(page)
    root = f"/pilotage/appels/{slug}/"
    steps = ("", "appel/", "calendrier/", "candidats/", "dossier/", "criteres/", "criteres/steering/", "enveloppe/")
    steps += ("liste/", "nouveau-critere/", "nouvelle-piece/", "pieces/carte/", "abandon/")
    screens = [f"{root}preparation/{step}" for step in steps]
    screens += [f"{root}{gesture}/" for gesture in ("ouverture", "copie", "essai", "delais", "cloture", "annonce")]
    screens += [root, f"/appels/{slug}/", "/appels/", "/appels/demonstration-2019/", "/decisions/1/remplacer/"]
    for address in screens:
        answer = page.goto(address)
        assert answer is not None, address
        assert answer.status == 200, address
        sound(page)
    assert said == []
