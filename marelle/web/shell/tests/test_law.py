"""The pages of law say what the installation and its models say."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from marelle.kernel.access import DataClass
from marelle.kernel.access.register import register
from marelle.kernel.testing.fixtures import as_owner

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_privacy_page_tells_all_that_is_kept_of_people(client: Client) -> None:
    text = page(client, "/confidentialite/")
    told = [entry for entry in register() if entry.kept.data]
    assert len(told) > 10
    assert not [entry.table for entry in told if str(entry.kept.data) not in text or str(entry.until)[1:] not in text]


def test_the_page_of_rights_names_each_class(client: Client) -> None:
    text = page(client, "/droits/")
    assert not [one.name for one in DataClass if f"{one.name} {one.label}" not in text]


def test_the_legal_notice_names_whoever_publishes(client: Client, settings: Any) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_installation SET is_demonstration = false")
    settings.PUBLISHER = "Ville inventée, 1 place de la Marelle"
    assert settings.PUBLISHER in page(client, "/mentions-legales/")
