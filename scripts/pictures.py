"""Takes the pictures of the documentation from a demonstration made for it, in a real Chromium.

python scripts/pictures.py                        makes a demonstration, takes every picture, forgets it
python scripts/pictures.py home leader            these only
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
WIDTH, PHONE, HEAVIEST = 1280, 390, 150_000  # pixels, pixels, bytes
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Picture:
    """One picture: its name, whose eyes (an address before @; none: a visitor), the page, its size in pixels."""

    name: str
    who: str
    address: str
    height: int = 800
    width: int = WIDTH
    quality: int | None = None  # of a JPEG, for a page of many small figures, that a PNG keeps too heavy


PICTURES = (
    Picture("home", "", "/", 900),
    Picture("sites", "", "/cites/?region=32"),
    Picture("enter", "", "/demonstration/"),
    Picture("leader", "nadia.belkacem", "/accueil/", 720),
    Picture("decision", "elodie.roussel", "/candidatures/2/decision/", 900),
    Picture("opinions", "catherine.morel", "/candidatures/1/avis/", 820),
    Picture("members", "aminata.diallo", "/compte/organisations/", 760),
    Picture("countdown", "maelle.corbel", "/projets/83/", 900),
    Picture("plan", "nadia.belkacem", "/projets/82/plan/?annee=2020#semaine", 940, quality=42),
    Picture("plan_phone", "nadia.belkacem", "/projets/82/plan/?annee=2020", 1120, PHONE),
    Picture("steering", "nadia.belkacem", "/projets/82/pilotage/", 900),
    Picture("review", "farid.osmont", "/projets/81/revues/2018/", 900),
    Picture("offer", "", "/cites/valmarelle/actions/?age=11", 900),
    Picture("offer_phone", "", "/cites/valmarelle/actions/?age=11", 1120, PHONE),
)


def main(names):
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    with demonstration() as (base, passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )
        weights = [take(browser, base, picture, passwords) for picture in wanted]
        browser.close()
    return 1 if any(weight > HEAVIEST for weight in weights) else 0


def chromium():
    found = os.environ.get("MARELLE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("Il faut un navigateur : apt-get install -y chromium (ou MARELLE_CHROMIUM=/chemin/du/navigateur).")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def demonstration():
    """A demonstration of its own, at the day that its story ends on; its address and its passwords."""
    with tempfile.TemporaryDirectory(prefix="marelle-pictures-") as home:
        environment = {**os.environ, "MARELLE_HOME": home}
        marelle = str(ROOT / ".venv" / "bin" / "marelle")
        served = subprocess.Popen(
            [marelle, "demo", "--port", free_port(), "--json"], stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            facts = next((json.loads(line) for line in served.stdout if line.startswith("{")), None)
            if facts is None:
                sys.exit("La démonstration n’a pas démarré.")
            told = subprocess.run([marelle, "demo", "--accounts", "--json"], env=environment, capture_output=True)
            yield facts["base_url"], {one["key"]: one["password"] for one in json.loads(told.stdout)}
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(60)


def take(browser, base, picture, passwords):
    """Takes one picture, says its weight, gives it back."""
    size = {"width": picture.width, "height": picture.height}
    context = browser.new_context(base_url=base, viewport=size, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    if picture.who:
        enter(page, picture.who, passwords[picture.who])
    page.goto(picture.address)
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{picture.name}.{'jpg' if picture.quality else 'png'}"
    page.screenshot(path=path, quality=picture.quality, type="jpeg" if picture.quality else "png")
    context.close()
    weight = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {weight // 1000} kB{'  TOO HEAVY' if weight > HEAVIEST else ''}")
    return weight


def enter(page, who, password):
    page.goto("/connexion/")
    page.fill("input[name=login]", f"{who}@valmarelle.invalid")
    page.fill("input[name=password]", password)
    page.locator("main form:has(input[name=password]) button[type=submit]").first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
