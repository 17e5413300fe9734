"""Every table says what it holds, and the database guards what must be guarded."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from marelle.kernel.access import DataClass
from marelle.kernel.access.register import READERS, register
from marelle.kernel.access.rows import RUNTIME, own_models

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["territories", "accounts", "calls", "families", "projects", "funding", "activities", "network", "pathways"]
OWN = own_models()


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_each_model_says_its_class_and_its_life(model: type[models.Model]) -> None:
    assert isinstance(model.data_class, DataClass)
    assert model.__doc__ and not model.__doc__.startswith(f"{model.__name__}(")
    assert not model.data_class.guarded or getattr(model, "row_policy", None) is not None


@pytest.mark.django_db
def test_the_register_knows_every_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        there = {name for (name,) in cursor.fetchall()}
    assert {entry.table for entry in register()} == there


def test_the_readers_of_the_register_exist() -> None:
    permissions = tomllib.loads((ROOT / "marelle/domains/accounts/roles.toml").read_text())["permissions"]
    named = {code for entry in register() for code in entry.kept.readers}
    assert named <= set(permissions) | set(READERS)
    assert not [entry.table for entry in register() if not entry.kept.readers]


def test_each_model_has_its_row_in_the_glossary() -> None:
    words = re.findall(r"^\| (\w+)", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    assert not {model.__name__ for model in OWN} - set(words)


def test_foreign_keys_never_point_up() -> None:
    rank = {name: number for number, name in enumerate(["kernel", *ORDER, "observatory"])}
    for model in OWN:
        for field in model._meta.get_fields():
            if field.is_relation and field.many_to_one and field.concrete:
                here, there = model._meta.app_label, field.related_model._meta.app_label
                if here != there:
                    assert rank[there] < rank[here], f"{model._meta.label}.{field.name}"
                    assert field.remote_field.related_name == "+", f"{model._meta.label}.{field.name}"


@pytest.mark.django_db
def test_the_database_forces_the_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model in OWN if model.data_class.guarded} <= forced


@pytest.mark.django_db
def test_the_runtime_role_owns_nothing_and_cannot_rewrite_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE rolname = %s", [RUNTIME]
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = %s", [RUNTIME]
        )
        assert cursor.fetchone() == (False, False, False, False)
        for model in OWN:
            if getattr(model, "append_only", False):
                for right in ("UPDATE", "DELETE", "TRUNCATE"):
                    cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [RUNTIME, model._meta.db_table, right])
                    assert cursor.fetchone() == (False,), f"{model._meta.db_table} {right}"


@pytest.mark.django_db
def test_no_definer_function_or_unguarded_view() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE nspname = 'public' AND prosecdef"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = 'public'")
        assert cursor.fetchall() == []


def test_every_app_has_migrations_that_match_its_models() -> None:
    assert {config.label for config in apps.get_app_configs() if config.name.startswith("marelle.domains")} == {
        "territories",
        "accounts",
        "calls",
        "projects",
        "funding",
        "network",
        "observatory",
    }
