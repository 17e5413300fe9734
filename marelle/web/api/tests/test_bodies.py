"""What no order could keep is refused before any order, in a sentence, and nothing of it is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError
from django.test import Client

from marelle.domains.accounts.tests.conftest import (  # noqa: F401
    city,
    holding,
    next_city,
    now,
    organisation,
    person,
    somme,
    town,
)
from marelle.domains.calls.models import Call
from marelle.kernel.access import Viewer
from marelle.web.calls.tests.conftest import entered  # noqa: F401

# ruff: noqa: F811
pytestmark = pytest.mark.django_db
NEW = {
    "id": "par-programme",
    "title": "Par programme",
    "edition": 2020,
    "opens_at": "2019-06-10T09:00:00+02:00",
    "closes_at": "2019-09-30T23:59:00+02:00",
}


@pytest.fixture
def officer(holding: Callable[..., Viewer], entered: Callable[[Viewer], Client]) -> Client:
    return entered(holding("national_officer"))


def sent(browser: Client, address: str, body: bytes, verb: str = "post", **rest: Any) -> tuple[int, str, str]:
    answer = getattr(browser, verb)(f"/api/v1/{address}", body, content_type="application/json", **rest)
    told = answer.json()
    return answer.status_code, told["code"], told["detail"]


def prepared(browser: Client, **facts: Any) -> tuple[int, str, str]:
    return sent(browser, "preparations", json.dumps(NEW | facts).encode())


@pytest.mark.parametrize(
    ("title", "code"),
    [("a\0b", "api.text_unkeepable"), ("\ud800", "api.text_unkeepable"), (float("nan"), "api.number_unkeepable")],
)
def test_what_is_no_text_and_no_number_is_refused_before_any_order(officer: Client, title: Any, code: str) -> None:
    status, found, sentence = prepared(officer, title=title)
    assert (status, found) == (422, code) and sentence.endswith(".")
    assert not Call.objects.exists()


@pytest.mark.parametrize("number", ["1" + 30 * "0", "1e400", "-Infinity"])
def test_a_number_that_cannot_be_counted_is_refused(officer: Client, number: str) -> None:
    body = json.dumps(NEW).replace("2020", number).encode()
    assert sent(officer, "preparations", body)[:2] == (422, "api.number_unkeepable")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b"[" * 60 + b"]" * 60])
def test_what_is_no_json_is_refused_with_a_sentence(officer: Client, body: bytes) -> None:
    assert sent(officer, "preparations", body)[:2] == (400, "api.body_unreadable")


def test_a_name_of_field_is_text_too(officer: Client) -> None:
    assert sent(officer, "preparations", b'{"a\\u0000": 1}')[1] == "api.text_unkeepable"


def test_each_parameter_at_fault_is_named_as_its_sender_wrote_it(officer: Client) -> None:
    status, code, sentence = prepared(officer, edition="deux mille", title=None, opens_at="2019-06-10")
    assert (status, code) == (422, "api.invalid")
    assert "asked" not in sentence and "Input" not in sentence
    assert "edition\u00a0: un nombre entier est attendu" in sentence
    assert "title\u00a0: un texte est attendu" in sentence and "opens_at\u00a0: un instant" in sentence


def test_another_verb_is_answered_in_json_with_those_that_serve(officer: Client) -> None:
    answer = officer.delete("/api/v1/preparations")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert answer.json() == {
        "code": "api.method_not_allowed",
        "detail": "Cette adresse ne répond pas à ce verbe HTTP, mais à\u00a0: POST.",
    }


def test_a_day_of_another_century_is_a_year_mistyped(officer: Client) -> None:
    for day in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        assert prepared(officer, closes_at=day)[1] == "calls.day_implausible"


def test_what_the_database_cannot_hold_is_a_refusal_and_writes_nothing(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last net: an order that does not judge what it is told."""

    def unjudged(*_args: Any, **_facts: Any) -> None:
        Call.objects.filter(slug="x").exists()
        raise DataError("value too long")

    monkeypatch.setattr("marelle.web.api.calls.services.prepare_call", unjudged)
    assert prepared(officer)[:2] == (422, "errors.value_unkeepable")
