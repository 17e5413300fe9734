"""Screens speak, they do not write; nothing inline, nothing from elsewhere, nothing of this machine."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITES = re.compile(r"\.(save|create|update|delete|bulk_create|bulk_update|update_or_create|get_or_create)\(")
PLAIN = "session|dict|headers|cookies|params|hash|digest|data|facts|tags|filters|query|cache"
NOT_RECORDS = re.compile(rf"({PLAIN})\w*\.(update|save|delete)\(")


UTC_DAY = re.compile(r"(_at|valid_from|valid_to)\.date\(\)")


def code_of(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "tests" not in path.parts]


def test_screens_never_write_records() -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in code_of("marelle/web")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if WRITES.search(line) and not NOT_RECORDS.search(line)
    ]
    assert not guilty


def test_the_day_of_an_instant_is_that_of_paris() -> None:
    """The database tells instants in UTC: at midnight in Paris, the day before. `day_of` says the right one."""
    guilty = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in code_of("marelle")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UTC_DAY.search(line)
    ]
    assert not guilty


def test_templates_hold_no_inline_script_style_or_foreign_address() -> None:
    guilty = []
    for path in (ROOT / "marelle").rglob("*.html"):
        text = path.read_text()
        for wrong in (r"<script(?![^>]*\ssrc=)", r"<style", r"\sstyle=", r"\son[a-z]+=", r"(src|href)=\"(https?:)?//"):
            if re.search(wrong, text):
                guilty.append(f"{path.relative_to(ROOT)}: {wrong}")
    assert not guilty


def test_pins_name_no_host() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        assert not re.search(r"https?://|--index|--find-links", path.read_text())
        assert "--hash=sha256:" in path.read_text()


def test_no_folder_of_loose_ends() -> None:
    loose = {"utils", "helpers", "common", "core", "manager", "misc"}
    assert not [path for path in (ROOT / "marelle").rglob("*") if path.stem in loose and "static" not in path.parts]


def test_one_function_cuts_lists_in_pages() -> None:
    """`web.ui.paging.page_of` answers a number that a list does not have; the gallery shows pages of no list."""
    using = [path for path in (ROOT / "marelle").rglob("*.py") if "Paginator(" in path.read_text()]
    found = {str(path.relative_to(ROOT)) for path in using if "tests" not in path.parts}
    assert found == {"marelle/web/ui/paging.py", "marelle/web/ui/examples.py"}
