"""What is told of each kind of mistake: the very sentences of `docs/mistakes.md`, on the page."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marelle.domains.funding.models import Grant
from marelle.domains.projects.models import Action, ProjectPartner
from marelle.web.ui.tests.reading import page

from .kinds import ENTRY, SOUND
from .spoiling import Book
from .test_entry import desk, known, money, today  # noqa: F401

pytestmark = pytest.mark.django_db
GUIDE = Path(__file__).resolve().parents[4] / "docs/mistakes.md"
ROW = re.compile(r"^\| (?!Ce qui|---)(.+?) \| (.+?) \|$", re.MULTILINE)
UNREAD = "Ce tableur n’est pas lisible"
FAULT = re.compile(rf'class="error[^"]*"[^>]*>(.*?)</p>|>{UNREAD}</p><p>(.*?)</p>', re.DOTALL)


def plainly(text: str) -> str:
    """What a person reads, with plain spaces; numbers that the database gives are told as dots."""
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
    return re.sub(r"\b([SPVA])-\d+\b", r"\1-…", words)


@pytest.fixture
def look(desk, project, known, money, today, settings, tmp_path):  # noqa: F811
    """Sends what somebody makes of the workbook; answers the page."""
    settings.MEDIA_ROOT = tmp_path
    home = f"/projets/{project.pk}/entree/"
    content = b"".join(desk.here.get(f"{home}telechargement/xlsx/").streaming_content)

    def looked(name, make):
        file = SimpleUploadedFile(name, make(Book(content, today, known.code)))
        answer = desk.here.post(home, {"file": file})
        return page(desk.here.get(answer["Location"])) if answer.status_code == 302 else page(answer)

    return looked


def told(text: str) -> str:
    """Every fault of a page, in its order, each once."""
    found = dict.fromkeys(plainly(one or other) for one, other in FAULT.findall(text))
    return " / ".join(one.removeprefix("Erreur : ") for one in found)


def test_each_kind_is_told_in_the_sentences_of_the_guide(look):
    there = (Action.objects.count(), Grant.objects.count(), ProjectPartner.objects.count())
    found = {kind: told(look(*how)) for kind, how in ENTRY.items()}
    if os.environ.get("MARELLE_WRITE_GUIDE"):
        rows = "\n".join(f"| {kind} | {words} |" for kind, words in found.items())
        GUIDE.write_text(re.sub(r"(\|---\|---\|\n).*?(?=\n\n|\Z)", rf"\g<1>{rows}", GUIDE.read_text(), flags=re.DOTALL))
    assert found == dict(ROW.findall(GUIDE.read_text().replace("\u00a0", " ")))
    assert len(found) > 60
    assert all(found.values())
    assert (Action.objects.count(), Grant.objects.count(), ProjectPartner.objects.count()) == there  # nothing enters


def test_a_fault_of_a_cell_names_its_sheet_its_line_and_its_column():
    rows = dict(ROW.findall(GUIDE.read_text()))
    files = list(ENTRY)[: list(ENTRY).index("un organisme sans nature")]
    for kind in set(rows) - set(files):
        for fault in rows[kind].split(" / "):
            assert re.match(r"Feuille « .+ », ligne \d+, colonne [A-Z]+(?: \(.+\))? : .{12,}[.?]$", fault), (
                kind,
                fault,
            )


@pytest.mark.parametrize("kind", SOUND)
def test_what_people_write_without_being_wrong_is_read(look, kind):
    text = look(*SOUND[kind])
    assert told(text) == "" and "Nouvelles" in text
