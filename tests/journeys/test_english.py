"""Somebody who chooses English: no sentence of ours stays French, on any public page, nor on those of the cast."""

import re
from collections.abc import Callable, Iterable
from functools import cache

import pytest
from playwright.sync_api import Page

from marelle.flows.demo.cast import CAST
from scripts import messages

from .conftest import violations
from .test_cast import enter
from .test_public import PAGES

pytestmark = pytest.mark.browser

MORE = [
    "/calendrier/",
    "/comparer/?cite=amiens-nord&cite=mamoudzou",
    "/communes/80021/",
    "/communes/80998/ecoles/",
    "/quartiers/adresse/",
    "/recherche/?q=amiens",
    "/recherche/?q=zzzz",
    "/eligibilite/",
    "/eligibilite/80021/",
    "/eligibilite/regles/",
    "/eligibilite/regles/2019/1/",
    "/inscription/",
    "/mot-de-passe/oublie/",
    "/mot-de-passe/nouveau/x-y/",
    "/invitation/inconnue/",
]
# What the page says, but for code and for what it says to be French.
SAID = """() => {
    const apart = '[lang=fr], code, script, style';
    const names = ['aria-label', 'title', 'alt', 'placeholder', 'data-label', 'data-earth', 'data-sky'];
    const texts = [document.title];
    for (const one of document.body.querySelectorAll('*')) {
        if (one.closest(apart)) continue;
        for (const node of one.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
        for (const name of names) if (one.hasAttribute(name)) texts.push(one.getAttribute(name));
    }
    return texts;
}"""


@cache
def known_french() -> tuple[frozenset[str], re.Pattern[str]]:
    """What the catalogue translates: whole texts, and the passages of three words or more between their blanks."""
    whole, passages = set(), set()
    for message in messages.known("en"):
        ids, strings = (message.id, message.string) if message.pluralizable else ([message.id], [message.string])
        for french, english in zip(ids, strings, strict=True):
            if plain(french) != plain(english) and plain(french) not in NAMES:
                whole.add(plain(french))
                parts = {part for part in map(plain, BLANKS.split(french)) if len(part.split()) > 2} - NAMES
                passages |= {part for part in parts if part not in plain(english)}  # the licence keeps its name
    longest_first = sorted(passages, key=len, reverse=True)
    any_passage = re.compile("|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in longest_first))
    return frozenset(whole - {""}), any_passage


# A public holiday of Alsace, and a town; the name of a source, as it was frozen with a file; how towns begin theirs.
NAMES = {"Saint-Étienne", "Insee, populations légales", "Cité éducative de"}
BLANKS = re.compile(r"\{[^{}]*\}|%\(\w+\)s|<[^>]*>|\n")


def plain(text: str) -> str:
    return " ".join(text.split()).strip(" .,:;()")


def faults(page: Page, addresses: Iterable[str]) -> dict[str, list[str]]:
    whole, passages = known_french()
    found = {}
    for address in addresses:
        answer = page.goto(address)
        wrong = ["it could not be shown"] if answer is None or answer.status >= 500 else []
        wrong += [text for text in map(plain, page.evaluate(SAID)) if text in whole or passages.search(text)]
        wrong += violations(page)
        if page.locator("html").get_attribute("lang") != "en":
            wrong.append("its language is not said")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wrong.append("wider than the screen")
        if wrong:
            found[address] = wrong
    return found


def in_english(page: Page) -> Page:
    """Chooses English as people do, then takes a small screen."""
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")
    page.set_viewport_size({"width": 320, "height": 900})
    return page


def test_every_public_page_is_in_english(visit: Callable[..., Page]) -> None:
    assert faults(in_english(visit("/aide/")), dict.fromkeys([*PAGES, *MORE])) == {}


@pytest.mark.parametrize("key", ["nadia.belkacem", "catherine.morel"])
def test_the_pages_of_the_cast_are_in_english(visit: Callable[..., Page], key: str) -> None:
    member = next(member for member in CAST if member.key == key)
    page = in_english(visit("/aide/"))
    enter(page, member.email, member.password)
    assert page.get_by_role("heading", level=1).inner_text() == f"Hello {member.name}"
    page.goto("/candidatures/")
    application = page.locator("tbody a").first.get_attribute("href")
    mine = ["/accueil/", "/compte/", "/candidatures/", *(f"{application}{rest}" for rest in ("", "deposee/", "avis/"))]
    assert faults(page, mine) == {}


def test_french_comes_back_and_nothing_was_guessed(visit: Callable[..., Page]) -> None:
    page = visit("/aide/")
    assert page.locator("html").get_attribute("lang") == "fr"  # whatever this browser asks for
    in_english(page).set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Français").click()
    page.wait_for_selector("html[lang=fr]")
