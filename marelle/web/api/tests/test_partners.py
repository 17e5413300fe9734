"""The directory and the sheets of partners through the interface: who keeps them, what they lack, what is confirmed."""

# ruff: noqa: F811 -- fixtures are named as they are used

import pytest

from marelle.domains.network.models import Partner
from marelle.domains.network.tests.world import TOLD, make_world
from marelle.web.api.tests.conftest import Program
from marelle.web.network.tests.test_directory import enter  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    at("2019-12-02T10:00")
    return make_world()


def test_a_sheet_is_opened_written_and_confirmed_once(world, enter):
    desk, other = (Program(enter("operator_manager", body)) for body in (world.declares, world.elsewhere))
    assert Program(enter("school_contact", world.runs)).get("partner-sheets")[0] == 403
    asked = {"organisation": world.declares.pk, "site": world.site.slug}
    assert other.post("partner-sheets", asked)[0] == 404
    assert desk.get("partner-sheets")[1]["to_open"][0]["site"] == world.site.slug
    for _twice in range(2):
        status, made = desk.post("partner-sheets", asked)
        assert (status, made["state"]) == (201, "incomplete")
    assert Partner.objects.count() == 1 and made["missing"]
    one = f"partner-sheets/{made['id']}"
    assert desk.post(f"{one}/confirmation")[1]["code"] == "network.sheet_incomplete"
    for verb, rest, body in (("get", "", None), ("put", "/answers", {"answers": {}}), ("post", "/confirmation", None)):
        assert getattr(other, verb)(f"{one}{rest}", body)[0] == 404
    saved = desk.put(f"{one}/answers", {"answers": TOLD, "revision": made["revision"]})[1]
    assert set(saved["changed"]) == set(TOLD)
    assert desk.put(f"{one}/answers", {"answers": {"phone": "?"}, "revision": 0})[0] in (409, 422)
    assert desk.get(one)[1]["state"] == "confirmed"
    assert desk.post(f"{one}/confirmation")[0] == 200
    assert desk.get("partner-sheets")[1]["count"] == 1


def test_the_directory_is_what_its_page_says(world, enter):
    world.sheet(world.declares)
    reader = Program(enter("school_contact", world.runs))
    assert reader.get("directories")[1] == {"count": 1, "items": [{"site": world.site.slug, "name": world.site.name}]}
    told = reader.get(f"sites/{world.site.slug}/partners")[1]
    assert told["count"] == 2
    sheet = next(one for one in told["items"] if one["phone"])
    assert (sheet["phone"], sheet["months_unconfirmed"]) == (TOLD["phone"], 0)
    assert reader.get(f"sites/{world.site.slug}/partners?level=5e&day=2&at=17:00")[1]["count"] == 1
    stranger = Program(enter("operator_manager", world.elsewhere))
    assert stranger.get(f"sites/{world.site.slug}/partners")[0] == 404
    assert Program(enter("town_desk", world.runs)).get(f"sites/{world.site.slug}/partners")[0] == 403


def test_a_text_put_aside_is_settled(world, enter):
    desk, colleague = (Program(enter(role, world.declares)) for role in ("operator_manager", "head_teacher"))
    made = desk.post("partner-sheets", {"organisation": world.declares.pk, "site": world.site.slug})[1]
    one = f"partner-sheets/{made['id']}"
    assert desk.put(f"{one}/answers", {"answers": TOLD, "revision": made["revision"]})[0] == 200
    late = {"answers": {"text": "Échecs le mardi."}, "revision": made["revision"]}
    assert colleague.put(f"{one}/answers", late)[0] == 409
    (waiting,) = desk.get(f"{one}/asides")[1]["items"]
    assert (waiting["field"], waiting["text"], waiting["stored"]) == ("text", "Échecs le mardi.", TOLD["text"])
    elsewhere = Program(enter("operator_manager", world.elsewhere))
    assert elsewhere.get(f"{one}/asides")[0] == 404
    assert elsewhere.post(f"{one}/asides/{waiting['number']}", {"take": True})[0] == 404
    assert desk.post(f"{one}/asides/999999", {"take": True})[0] == 404
    assert desk.post(f"{one}/asides/{waiting['number']}", {"take": True})[1]["changed"] == ["text"]
    assert desk.get(one)[1]["answers"]["text"] == "Échecs le mardi." and desk.get(f"{one}/asides")[1]["items"] == []
