"""Kills the parts of a demonstration at random, with `kill -9`, while people click and write; says what they saw.

    .venv/bin/python scripts/torment.py [--seconds 75] [--seed 2019] [--port 8130] [--home var/torment]

The database, its backends, the web master, a web worker and the background worker die, one or two at a time. Readers
ask for pages; writers save a form and remember what was acknowledged. Then everything dies at once, is started again,
and what was acknowledged is read back. Exit code 1 for a fault (500), a lost word, a broken seal, or a dirty end.
On this machine only: the server listens on 127.0.0.1, and only children of the supervisor started here are killed.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
MARELLE = str(ROOT / ".venv" / "bin" / "marelle")
VICTIMS = ("postgres", "backend", "web", "web worker", "worker")
PAGES = ("/", "/cites/", "/cites/amiens-nord/", "/api/v1/sites?region=32", "/accueil/", "/candidatures/", "/compte/")
WRITERS = {"nadia.belkacem": "valmarelle", "thomas.lefevre": "clairebise"}
FORM = """
from datetime import timedelta
from marelle.domains.accounts.queries import invented_organisation
from marelle.domains.calls import services as calls
from marelle.domains.calls.services import applications
from marelle.domains.territories.queries import site_by_slug
from marelle.flows.demo.terms import write_terms
from marelle.kernel import clock
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
by = Viewer.machine("torment")
with acting(by):
    now = clock.now()
    facts = {"slug": "torment", "title": "Tourmente", "edition": 2020, "invented": True}
    call = calls.prepare_call(by=by, at=now, opens_at=now, closes_at=now + timedelta(days=30), **facts)
    write_terms(by, call)
    days = {name: (now + timedelta(days=60)).date() for name in ("opinions_by", "decision_by", "finalise_by")}
    calls.set_calendar(by=by, call=call, opens_at=call.opens_at, closes_at=call.closes_at, **days)
    call = calls.open_call(by=by, at=now, call=call)
    for city in ("valmarelle", "clairebise"):
        body = invented_organisation(f"Ville de {city.capitalize()}").pk
        made = applications.start_application(by=by, call=call, site=site_by_slug(city), organisation_id=body)
        print(city, made.pk)
"""


class Broken(Exception):
    """The server died in the middle of this answer: what a browser tells as « connection reset »."""


class Browser:
    """One person's browser: cookies, one connection a request, no patience beyond half a minute."""

    def __init__(self, port):
        self.port, self.cookies = port, {}

    def ask(self, method, path, fields=None):
        """The status, the text and the address of a redirection."""
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        try:
            caller.request(method, path, body, headers)
            answer = caller.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Broken(repr(error)) from error
        finally:
            caller.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return answer.status, text, answer.headers.get("Location", "")

    def send(self, path, fields):
        """A form, from the page that shows it."""
        _status, page, _place = self.ask("GET", path)
        return self.ask("POST", path, {**hidden(page, "csrfmiddlewaretoken"), **fields})

    def log_in(self, email, password):
        status, _text, _place = self.send("/connexion/", {"login": email, "password": password})
        if status != 302:
            sys.exit(f"{email} cannot log in ({status})")


def hidden(page, *names):
    """The value of each of these fields in a page."""
    found = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', page) for name in names}
    return {name: value[1] for name, value in found.items() if value}


@dataclass
class Seen:
    """What everybody saw, gathered under one lock."""

    answers: Counter = field(default_factory=Counter)
    faults: list = field(default_factory=list)
    good_at: list = field(default_factory=list)
    acknowledged: dict = field(default_factory=dict)
    writes: int = 0
    kills: Counter = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def note(self, who, what, status, text=""):
        with self.lock:
            self.answers[status] += 1
            if status in (200, 302):
                self.good_at.append(time.monotonic())
            elif status in (500, "broken"):
                self.faults.append(f"{who} {what}: {status} {text[:60]}")


def reader(browser, seen, who, chance):
    while not seen.over.is_set():
        page = chance.choice(PAGES)
        try:
            status, text, place = browser.ask("GET", page)
        except Broken as error:
            seen.note(who, page, "broken", str(error))
            time.sleep(0.2)
            continue
        seen.note(who, page, "sent to log in" if status == 302 and "/connexion/" in place else status, text)
        time.sleep(chance.uniform(0.02, 0.2) if status == 200 else 0.5)


def writer(browser, seen, who, address):
    """Saves one number after the other; a number that was acknowledged must never be missing afterwards."""
    number = 0
    while not seen.over.is_set():
        number += 1
        try:
            status, page, _place = browser.ask("GET", address)
            if status == 200:
                fields = hidden(page, "csrfmiddlewaretoken", "revision") | {"population": str(number), "then": "next"}
                status, page, _place = browser.ask("POST", address, fields)
        except Broken as error:
            seen.note(who, address, "broken", str(error))
            time.sleep(0.2)
            continue
        seen.note(who, address, status, page)
        if status == 302:
            seen.acknowledged[who], seen.writes = number, seen.writes + 1
        time.sleep(0.1 if status == 302 else 0.5)


def killer(home, seen, chance, until):
    """Now and then one part dies, sometimes two."""
    while time.monotonic() < until:
        time.sleep(chance.uniform(1.0, 4.0))
        for victim in chance.sample(VICTIMS, chance.choice((1, 1, 1, 2))):
            number = pid_of(victim, json.loads((home / "serve.json").read_text())["pids"], chance)
            if number:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
                    seen.kills[victim] += 1


def pid_of(victim, pids, chance):
    parent = {"backend": "postgres", "web worker": "web"}.get(victim)
    if parent is None:
        return pids.get(victim)
    children = children_of(pids.get(parent))
    return chance.choice(children) if children else None


def children_of(pid):
    try:
        return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def lives(pid):
    """True for a process that runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def start(home, port):
    """The demonstration, and what it says of itself."""
    environment = {**os.environ, "MARELLE_HOME": str(home)}
    command = [MARELLE, "demo", "--port", str(port), "--json"]
    began = time.monotonic()
    with home.with_suffix(".log").open("a") as said:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, env=environment)
    line = process.stdout.readline()
    if not line:
        sys.exit("the demonstration did not start; run `marelle doctor`")
    return process, json.loads(line), time.monotonic() - began


def order(home, *words):
    environment = {**os.environ, "MARELLE_HOME": str(home)}
    return subprocess.run([MARELLE, *words], capture_output=True, text=True, env=environment)


def torment(home, port, seed, seconds):
    passwords = {one["key"]: one for one in json.loads(order(home, "demo", "--accounts", "--json").stdout)}
    made = order(home, "manage", "shell", "-v", "0", "-c", FORM)
    if made.returncode:
        sys.exit(made.stderr)
    files = dict(line.split() for line in made.stdout.splitlines())
    seen, threads, addresses = Seen(), [], {}
    for index, key in enumerate(("nadia.belkacem", "thomas.lefevre", "elodie.roussel", "catherine.morel")):
        browser = Browser(port)
        browser.log_in(passwords[key]["email"], passwords[key]["password"])
        threads.append(threading.Thread(target=reader, args=[browser, seen, key, random.Random(seed + index)]))
        if key in WRITERS:
            addresses[key] = f"/candidatures/{files[WRITERS[key]]}/rubriques/identite/"
            pen = Browser(port)
            pen.log_in(passwords[key]["email"], passwords[key]["password"])
            threads.append(threading.Thread(target=writer, args=[pen, seen, key, addresses[key]]))
    for thread in threads:
        thread.start()
    killer(home, seen, random.Random(seed), time.monotonic() + seconds)
    time.sleep(5)
    seen.over.set()
    for thread in threads:
        thread.join()
    return seen, addresses, passwords


def lost(seen, addresses, passwords, port):
    """What was acknowledged and is no longer there: a later number, never acknowledged, is no loss."""
    missing = []
    for who, address in addresses.items():
        browser = Browser(port)
        browser.log_in(passwords[who]["email"], passwords[who]["password"])
        kept = hidden(browser.ask("GET", address)[1], "population").get("population", "0")
        if int(re.sub(r"\D", "", kept) or 0) < seen.acknowledged.get(who, 0):
            missing.append(f"{who}: {seen.acknowledged[who]} acknowledged, {kept} kept")
    return missing


def report(seen, starts, wrong):
    gaps = [after - before for before, after in zip(sorted(seen.good_at), sorted(seen.good_at)[1:], strict=False)]
    print(f"{'killed':<28}" + ", ".join(f"{name} {count}" for name, count in seen.kills.most_common()))
    print(f"{'answers':<28}" + ", ".join(f"{status}: {count}" for status, count in seen.answers.most_common()))
    print(f"{'longest without an answer':<28}{max(gaps, default=0):.1f} s")
    print(f"{'acknowledged writes':<28}{seen.writes}")
    print(f"{'starts':<28}" + ", ".join(f"{name} {took:.1f} s" for name, took in starts.items()))
    print("\n".join([*seen.faults[:40], *wrong, "" if wrong else "nothing lost, nothing false"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=75)
    parser.add_argument("--seed", type=int, default=2019)
    parser.add_argument("--port", type=int, default=8130)
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "torment")
    asked = parser.parse_args()
    home = asked.home.resolve()
    if home.exists() and not (home / "mode").exists():
        sys.exit(f"{home} is not a demonstration: it stays as it is")
    shutil.rmtree(home, ignore_errors=True)
    process, facts, first = start(home, asked.port)
    seen, addresses, passwords = torment(home, asked.port, asked.seed, min(asked.seconds, 600))
    wrong = [f"{count} faults (500)" for count in [seen.answers[500]] if count]
    wrong += lost(seen, addresses, passwords, asked.port)

    process.kill()
    process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.kill(json.loads((home / "serve.json").read_text())["pids"]["postgres"], signal.SIGKILL)
    process, facts, again = start(home, asked.port)
    wrong += lost(seen, addresses, passwords, asked.port)
    verified = order(home, "audit", "verify")
    wrong += [] if verified.returncode == 0 else [verified.stderr]
    process.send_signal(signal.SIGINT)
    if process.wait(40):
        wrong.append(f"Ctrl-C ended with {process.returncode}")
    wrong += [f"{name} outlived its supervisor" for name, pid in facts["pids"].items() if lives(pid)]
    report(seen, {"from nothing": first, "after the death of everything": again}, wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
