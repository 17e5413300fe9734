import pytest
from django.db import connection


def test_committed_refuses_a_database_that_the_tests_did_not_make(django_db_setup, request, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", "marelle")
    with pytest.raises(pytest.UsageError, match="« marelle »"):
        request.getfixturevalue("committed")
