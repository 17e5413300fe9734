"""The coverage matrix recomputed from its exported workbook alone, by a script that knows nothing of the engine."""

from __future__ import annotations

import importlib.util
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from marelle.domains.accounts.tests.conftest import *  # noqa: F403
from marelle.domains.projects.models import ActionQuarter
from marelle.domains.projects.tests import crowd
from marelle.domains.projects.tests.test_coverage import NORTH, SOUTH, planned, project  # noqa: F401

from .test_plan import address, enter, now, reader  # noqa: F401

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[4] / "scripts/coverage_by_hand.py"


def by_hand():
    spec = importlib.util.spec_from_file_location("coverage_by_hand", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_knows_nothing_of_the_engine():
    text = SCRIPT.read_text()
    assert "import marelle" not in text and "from marelle" not in text


def exported(browser, project):  # noqa: F811
    answer = browser.get(address(project, "telechargement/xlsx/", annee=2020))
    return by_hand().Export(io.BytesIO(b"".join(answer.streaming_content)))


def test_what_people_write_is_found_again(enter, reader, project):  # noqa: F811
    """Part of a year, holidays, summer, several quarters, several ages, what nobody told."""
    bands = [{"row": "wednesday", "sessions": 14, "minutes": 180, "seats": 48}]
    holidays = [{"row": one, "sessions": 8, "minutes": 300} for one in ("summer", "small_holidays")]
    reach = [{"row": one, "girls": 3} for one in ("a6_10", "a11_14")]
    for told in (
        {},
        {"starts_on": "2020-04-06", "ends_on": "2020-07-04"},
        {"starts_on": "2019-09-01", "ends_on": "2020-02-28", "quarters": [NORTH, SOUTH]},
        {"bands": holidays},
        {"bands": [*bands, {"row": "evening", "sessions": 4, "minutes": 90}], "ages": ["a11_14", "a15_17"]},
        {"bands": bands, "ages": ["a6_10", "a11_14"], "reach": reach},
    ):
        planned(project, **told)
    ActionQuarter.objects.filter(action=planned(project)).delete()  # open to the whole city
    export = exported(enter(reader), project)
    assert export.differences() == []
    assert len(export.told) > 1000 and len(export.slots) == 9
    for name in ("young", "seats", "offered", "reach"):  # unknown stays unknown
        assert any(row[f"{name}_high"] is None for row in export.told.values()), name


@pytest.mark.parametrize("seed", range(4))
def test_plans_drawn_at_random_are_found_again(enter, reader, project, seed):  # noqa: F811
    form = planned(project).sheet.questionnaire
    crowd.fill({project: [NORTH, SOUTH]}, 12 + 9 * seed, form, from_number=100 + 50 * seed)
    export = exported(enter(reader), project)
    assert export.differences() == []
    assert {key.band for key in export.told} >= {"summer", "small_holidays", None}


def test_a_wrong_number_is_seen(enter, reader, project):  # noqa: F811
    planned(project)
    export = exported(enter(reader), project)
    row = next(row for key, row in export.told.items() if key.band == "wednesday" and key.ages and row["minutes_high"])
    row["minutes_high"] += 1
    assert len(export.differences()) == 1


def test_the_first_sheet_names_the_columns_and_sheets_that_are_there(enter, reader, project):  # noqa: F811
    """Whoever recomputes by hand looks for the very words of the instructions."""
    planned(project)
    answer = enter(reader).get(address(project, "telechargement/xlsx/", annee=2020))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    how = " ".join(str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True))
    titles = [str(cell) for sheet in book.worksheets[1:] for cell in next(sheet.iter_rows(values_only=True))]
    named = {words.strip() for words in re.findall(r"«\s*(.*?)\s*»", how)}
    assert len(named) >= 8
    for words in named:
        assert words in book.sheetnames or any(one.startswith(words) for one in titles), words
    assert "_" not in how
