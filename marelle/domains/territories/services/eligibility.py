"""Rule sets: written as a draft, published as a version that is never rewritten, replaced by the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.errors import Refused

from ..models import RuleSet, Source
from ..rules.catalogue import indicators
from ..rules.eligibility import Rules, RuleSetFault, read_rules
from ..states import RULE_SET, SCHOOL_KINDS

WRITE = "territories.write_rules"


class RulesMakeNoSense(Refused):
    """A condition is missing, doubled, or asks for what nobody measures."""

    code = "territories.rules_make_no_sense"
    sentence = _("{reason}")


class RuleSetFrozen(Refused):
    """What was published is not rewritten."""

    code = "territories.rule_set_frozen"
    sentence = _("Ces règles sont publiées : elles ne changent plus. Écrivez-en une nouvelle version.")
    status = 409


class RuleSetDates(Refused):
    """The days of the rules are the wrong way round."""

    code = "territories.rule_set_dates"
    sentence = _("Le dernier jour des règles vient avant le premier. Corrigez l’un des deux.")


def checked_rules(content: Mapping[str, Any]) -> Rules:
    """The rules in this content. Refuses (`RulesMakeNoSense`) whatever the grammar does not know, and says where."""
    try:
        return read_rules(content, frozenset(indicators()), frozenset(SCHOOL_KINDS))
    except RuleSetFault as fault:
        raise RulesMakeNoSense(field="conditions", reason=str(fault)) from None


@transaction.atomic
def draft_rules(
    *,
    by: Viewer,
    code: str,
    title: str,
    content: Mapping[str, Any],
    applies_from: date,
    source: Source,
    applies_to: date | None = None,
    summary: str = "",
) -> RuleSet:
    """A draft: the next version of the rules of this code, or the draft that was begun, brought to this.

    Refuses without `territories.write_rules`, `RulesMakeNoSense`, `RuleSetDates`.
    """
    by.must(WRITE)
    checked_rules(content)
    if applies_to is not None and applies_to <= applies_from:
        raise RuleSetDates(field="applies_to")
    facts = {
        "title": title,
        "summary": summary,
        "content": dict(content),
        "applies_from": applies_from,
        "applies_to": applies_to,
        "source": source,
        "person_id": by.person_id,
        "program": by.program,
    }
    draft = RuleSet.objects.select_for_update().filter(code=code, status="draft").first()
    if draft is None:
        last = RuleSet.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
        draft = RuleSet(code=code, version=last + 1)
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save()
    audit.record(by, "territories.draft_rules", draft, facts={"code": code, "version": draft.version})
    return draft


@transaction.atomic
def publish_rules(*, by: Viewer, at: datetime, rules: RuleSet) -> RuleSet:
    """Publishes a draft; the version that it replaces is withdrawn, and stays readable.

    Refuses without `territories.write_rules`, `RuleSetFrozen`, `RulesMakeNoSense` (the catalogue may have changed).
    """
    by.must(WRITE)
    rules = RuleSet.objects.select_for_update().get(pk=rules.pk)
    if not RULE_SET.allows(rules.status, "published"):
        raise RuleSetFrozen
    checked_rules(rules.content)
    for before in RuleSet.objects.select_for_update().filter(code=rules.code, status="published"):
        RULE_SET.check(before.status, "withdrawn")
        before.status = "withdrawn"
        before.save(update_fields=["status"])
    rules.status, rules.published_at = "published", at
    rules.save(update_fields=["status", "published_at"])
    audit.record(by, "territories.publish_rules", rules, facts={"code": rules.code, "version": rules.version})
    return rules


@transaction.atomic
def drop_draft(*, by: Viewer, rules: RuleSet) -> None:
    """Forgets a draft. Refuses without `territories.write_rules`, and `RuleSetFrozen` what was published."""
    by.must(WRITE)
    rules = RuleSet.objects.select_for_update().get(pk=rules.pk)
    if rules.status != "draft":
        raise RuleSetFrozen
    audit.record(by, "territories.drop_draft", rules, facts={"code": rules.code, "version": rules.version})
    rules.delete()
