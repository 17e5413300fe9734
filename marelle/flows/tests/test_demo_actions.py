"""The forty invented actions are complete sheets, whatever the form becomes."""

import pytest

from marelle.domains.projects.rules.sheets import form_data, read_sheet
from marelle.flows.demo.actions import ONLY_BEGUN, ONLY_PROPOSED, sheet_of, written_actions
from marelle.kernel.questionnaires import check, normalise, read

FORM = read(form_data())
BODIES = {"town": 1, "college": 2, "school": 3, "ateliers": 4}


@pytest.mark.parametrize("told", written_actions(), ids=lambda told: told["title"][:30])
def test_each_sheet_is_complete(told):
    answers = normalise(FORM, sheet_of(told, BODIES))
    assert answers.faults == ()
    assert check(FORM, answers.answers) == []
    said = read_sheet(answers.answers)
    assert said.moments
    assert said.cost == (said.asked or 0) + (said.common or 0)


def test_the_story_leaves_something_to_do():
    numbers = range(1, len(written_actions()) + 1)
    assert len(numbers) >= 40
    assert set(numbers) >= ONLY_BEGUN | ONLY_PROPOSED
    themes = {theme for told in written_actions() for theme in told["themes"]}
    known = {option.code for option in FORM.field("themes").options}
    assert known - themes == {"renewal"}
