"""The form of a split by kind: what is to settle is open, what is proposed is folded, what is wrong is said once."""

# ruff: noqa: F811 -- fixtures are named as they are used

import re

from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.services import save_sheet
from marelle.flows.tests.splitting import AT, NORTH, SOUTH, actions, project  # noqa: F401
from marelle.web.territories.split_groups import faults_of, groups_of, left_of
from marelle.web.ui.tests.reading import page

from .test_grounds import DAY, WHY, ask, desk, now, parts  # noqa: F401


def folds(form):
    return {fold.said: fold.open for group in groups_of(form) for fold in group.folds}


def test_what_is_proposed_is_folded_and_what_waits_is_open_and_counted(desk, project, actions):
    address = f"/cites/{project.site.slug}/scinder/"
    answer = desk.get(address)
    form, shown = answer.context["form"], page(answer)
    assert [group.code for group in groups_of(form)][:2] == ["actions", "credits"]
    assert left_of(form) == []
    assert "Tout est proposé" in shown and "<details" in shown and '<details class="more" open' not in shown
    save_sheet(by=BY, at=AT, action=actions[1], answers={"quarters": [NORTH, SOUTH]})
    answer = desk.get(address)
    assert left_of(answer.context["form"]) == [("1 action à placer", "#actions")]
    told = folds(answer.context["form"])
    assert told["À décider (1)"] and not told["Proposées dans la part 1 (1)"]
    assert "Il reste à décider" in page(answer) and 'href="#actions"' in page(answer)


def test_an_empty_form_says_one_sentence_a_kind_with_links_that_lead(desk, project, actions):
    sent = {"parts": "2", "on": DAY.isoformat(), "why": WHY, "step": "check"}
    answer = desk.post(f"/cites/{project.site.slug}/scinder/", sent)
    assert answer["Marelle-Form"] == "refused"
    form, shown = answer.context["form"], page(answer)
    words = [fault.words for fault in faults_of(form)]
    assert words == ["2 quartiers à placer", "2 actions à placer", "2 montants à revoir", "", ""]
    ids = set(re.findall(r'id="([^"]+)"', shown))
    assert {anchor for fault in faults_of(form) for anchor, _words in fault.links} <= ids
    assert [words for _anchor, words in faults_of(form)[1].links] == ["A-001", "A-002"]
    assert all(folds(form)[said] for said in folds(form) if said.startswith(("Proposées", "À décider")))


def test_one_mistake_of_a_kind_is_said_as_it_is(desk, project, actions):
    answer = ask(desk, f"/cites/{project.site.slug}/scinder/", **parts(actions, **{f"a_{actions[0].pk}": ""}))
    (fault,) = faults_of(answer.context["form"])
    assert fault.words == "" and "Sa part est obligatoire" in fault.links[0][1]
