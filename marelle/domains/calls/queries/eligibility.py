"""The questions asked about the eligibility of a candidature: before the rules that its call chose, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marelle.domains.territories.models import Commune
from marelle.domains.territories.queries import Answer, Eligibility, Verdict, eligibility_under
from marelle.kernel.access import Viewer
from marelle.kernel.questionnaires.registers import wanted

from ..access.derogations import GRANT, visible_derogations
from ..models import Application, Derogation
from ..rules.eligibility import covers
from .registers import COMMUNE


@dataclass(frozen=True, slots=True)
class Standing:
    """A perimeter before the rules of its call: the answers with their facts, and what they do to a filing."""

    communes: tuple[str, ...]
    eligibility: Eligibility
    blocking: bool
    derogation: Derogation | None

    @property
    def verdict(self) -> Verdict:
        return self.eligibility.explanation.verdict

    @property
    def answers(self) -> tuple[Answer, ...]:
        return self.eligibility.explanation.answers

    @property
    def failing(self) -> list[dict[str, str]]:
        """The needed conditions that a figure or a list says are not met; an unknown one is not among them."""
        return [
            {"id": one.condition.id, "label": one.condition.label, "because": one.because}
            for one in self.answers
            if one.condition.required and one.verdict is Verdict.FAILS
        ]

    @property
    def derogated(self) -> bool:
        """True when what was granted covers this perimeter and all that fails in it."""
        given = self.derogation
        if given is None or not given.granted:
            return False
        return covers(given.communes, given.failing, self.communes, self.failing)

    @property
    def bars(self) -> bool:
        """True when a filing would be refused now."""
        return self.blocking and self.verdict is Verdict.FAILS and not self.derogated


def perimeter_of(application: Application) -> tuple[str, ...]:
    """The communes of an application: those picked in its form, else that of its site. Price: none."""
    picked = wanted(application.sheet.questionnaire.form, application.sheet.answers).get(COMMUNE, [])
    return tuple(picked or [application.site.commune_main_id])


def standing_of(application: Application) -> Standing | None:
    """Its perimeter before the rules of its call; None where the call chose none. Price: fourteen queries for one
    département, none without rules."""
    call = application.call
    if call.rule_set is None:
        return None
    communes = perimeter_of(application)
    found = eligibility_under(communes, call.rule_set)
    if found is None:
        return None
    return Standing(communes, found, call.eligibility_blocks, latest_derogation(application))


def latest_derogation(application: Application) -> Derogation | None:
    """The last request made for it, with who asked and who answered. Price: one query."""
    asked = Derogation.objects.filter(application=application).select_related("asked_by", "answered_by")
    return asked.order_by("-asked_at", "-pk").first()


def may_grant(viewer: Viewer, application: Application) -> bool:
    """True for the authority that answers a request made here. Price: none."""
    return viewer.may(GRANT, application.perimeters())


def derogations_awaiting(viewer: Viewer) -> list[Derogation]:
    """The requests that await the answer of a viewer, oldest first. Price: one query, none without the right."""
    if not viewer.may(GRANT):
        return []
    return list(visible_derogations(viewer).filter(answered_at=None).order_by("asked_at", "pk"))


def as_data(standing: Standing) -> dict[str, Any]:
    """As it is frozen with what is filed: whoever reads the file reads it as it stood that day."""
    rules, given = standing.eligibility.rules, standing.derogation
    return {
        "rules": {"code": rules.code, "version": rules.version, "title": rules.title},
        "generation": standing.eligibility.generation,
        "communes": list(standing.communes),
        "blocking": standing.blocking,
        "verdict": standing.verdict.value,
        "conditions": [_answer(one) for one in standing.answers],
        "derogation": _derogation(given) if given is not None and standing.derogated else None,
    }


def _answer(one: Answer) -> dict[str, Any]:
    return {
        "id": one.condition.id,
        "label": one.condition.label,
        "required": one.condition.required,
        "verdict": one.verdict.value,
        "because": one.because,
        "settles": one.settles,
        "facts": [
            {
                "label": fact.label,
                "value": None if fact.value is None else str(fact.value),
                "unit": fact.unit,
                "period": fact.period,
                "source": fact.source,
                "url": fact.url,
            }
            for fact in one.facts
        ],
    }


def _derogation(given: Derogation) -> dict[str, Any]:
    return {
        "number": given.pk,
        "reasons": given.reasons,
        "asked_by": given.asked_by.full_name,
        "asked_at": given.asked_at.isoformat(),
        "why": given.why,
        "answered_by": given.answered_by.full_name if given.answered_by else "",
        "answered_at": given.answered_at.isoformat() if given.answered_at else "",
    }


def frozen_standing(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The eligibility that was frozen with a filed version, or None in the versions that carry none. Price: none."""
    found: Mapping[str, Any] | None = content.get("eligibility")
    return found


def names_of_communes(codes: Sequence[str]) -> list[str]:
    """Their names, by name. Price: one query."""
    return list(Commune.objects.filter(pk__in=codes).order_by("plain").values_list("name", flat=True))
