"""The rules, as they stand and as they stood."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import RuleSet


def published_rules() -> list[RuleSet]:
    """The version in force of each set of rules, oldest wave first, with its source. Price: one query."""
    return list(RuleSet.objects.select_related("source").filter(status="published").order_by("applies_from", "code"))


def rule_sets() -> QuerySet[RuleSet]:
    """Every version of every set, newest version first within each, with its source. Price: one query."""
    return RuleSet.objects.select_related("source").order_by("code", "-version")


def rules_version(code: str, version: int) -> RuleSet | None:
    """One version, or None. Price: one query."""
    return rule_sets().filter(code=code, version=version).first()
