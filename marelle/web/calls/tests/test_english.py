"""The same application for somebody who chose English: the form's own words, the seats, the numbers."""

import pytest
from django.conf import settings

from marelle.domains.calls.models import Application
from marelle.kernel.dossiers.models import Dossier

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(entered):
    def enter(viewer):
        client = entered(viewer)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return enter


def test_a_form_kept_in_french_is_read_in_english(english, draft, leader):
    text = english(leader).get(f"/candidatures/{draft.pk}/rubriques/budget/").content.decode()
    assert '<html lang="en"' in text
    for words in ("Resources by funder", "State (urban policy)", "Leave empty what you do not know", "2020"):
        assert words in text
    assert "financeur" not in text


def test_what_is_wrong_with_a_form_is_said_in_english(english, draft, leader):
    text = english(leader).get(f"/candidatures/{draft.pk}/depot/").content.decode()
    assert "Name of the Cité éducative: An answer is expected." in text
    assert "réponse" not in text


def test_an_amount_typed_the_english_way_is_kept(english, draft, leader):
    answers = {"revision": "0", "then": "stay", "resources-state-y2020": "1,250.50"}
    answer = english(leader).post(f"/candidatures/{draft.pk}/rubriques/budget/", answers)
    assert answer.status_code == 302
    sheet = Application.objects.get(pk=draft.pk).sheet
    assert sheet.answers["resources"] == [{"row": "state", "y2020": 125_050}]


def test_a_seat_is_named_in_english_and_kept_in_french(english, filed, prefect):
    text = english(prefect).get(f"/candidatures/{filed.pk}/avis/").content.decode()
    assert "Prefect" in text
    assert "Préfet" not in text
    assert [seat["label"] for seat in Dossier.objects.get().rule_data["seats"]] == ["Préfet", "Recteur"]
