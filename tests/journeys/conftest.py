"""A served demonstration and a real Chromium, once for all the journeys."""

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

# They lead what all share to an end, so they come last: what is labelled, finalised or locked never comes back.
LAST = ("test_yearly_review", "test_projects", "test_call_to_label")
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One demonstration serves all the journeys, so these keep the order in which they are written."""
    journeys = [item for item in items if item.path.parent == Path(__file__).parent]
    others = [item for item in items if item.path.parent != Path(__file__).parent]
    items[:] = others + sorted(
        journeys, key=lambda item: (_rank(item.path.stem), item.path.name, item.location[1] or 0)
    )


def _rank(name: str) -> int:
    return LAST.index(name) + 1 if name in LAST else 0


def chromium() -> str | None:
    """The browser of this machine."""
    return os.environ.get("MARELLE_CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demonstration(home: Path) -> Iterator[dict[str, Any]]:
    """What `marelle demo --json` says of a demonstration made from nothing in a folder, while it runs."""
    removed = ("MARELLE_DB_ROLE", "MARELLE_PG_FAST", "DJANGO_SETTINGS_MODULE", "MARELLE_TEST_HOME")
    environment = {key: value for key, value in os.environ.items() if key not in removed}
    command = [str(ROOT / ".venv/bin/marelle"), "demo", "--port", str(_free_port()), "--json"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**environment, "MARELLE_HOME": str(home)},
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if line.startswith("{"):
            break
    else:
        pytest.fail("the demonstration did not start:\n" + "".join(said))
    yield json.loads(said[-1])
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The demonstration of all journeys."""
    yield from demonstration(tmp_path_factory.mktemp("journeys"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@pytest.fixture
def visit(served: dict[str, Any], browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visit("/cites/", width=320, dark=True)`: a page in a browser of its own, which must stay silent."""
    contexts = []

    def go(address: str = "/", *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=served["base_url"],
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield go
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    """The rules of axe that the page breaks, none disabled."""
    return [f"{fault['id']} × {len(fault['nodes'])}" for fault in Axe().run(page).response["violations"]]


def sent(page: Page, button: Locator) -> None:
    """Clicks, and waits for the page that answers: a `goto` too early would cancel what is being sent."""
    with page.expect_navigation():
        button.click()
