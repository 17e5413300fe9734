"""The letters of a list: to each applicant its marks, the reasons, and what would have changed the outcome."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from marelle.kernel.money import euros

from ..models import Application, Criterion, LabelDecision, Letter, ListProposal, Review
from ..rules import notices
from ..rules.notices import Notice as Notice
from ..rules.notices import algorithm as algorithm
from ..rules.notices import algorithm_details as algorithm_details
from ..rules.notices import appeals as appeals
from ..rules.solving import just_above
from ..states.lists import IN, WAITING
from .lists import Deliberated, Line, Row, deliberated
from .reviews import standing_reviews


def letters_of(proposal: ListProposal) -> dict[int, dict[str, Any]]:
    """The content of the letter of each candidature of a list, by its number. Price: eight queries, whatever their
    number."""
    found = deliberated(proposal)
    criteria = list(proposal.call.criteria.all())
    reviews = defaultdict[int, list[Review]](list)
    for review in standing_reviews([line.row.application.pk for line in found.lines]):
        reviews[review.application_id].append(review)
    return {
        line.row.application.pk: _letter(found, line, criteria, reviews[line.row.application.pk])
        for line in found.lines
    }


def _letter(found: Deliberated, line: Line, criteria: list[Criterion], reviews: list[Review]) -> dict[str, Any]:
    row, run, instance = line.row, found.found.run, found.found.instance
    candidate = found.found.candidate(row.application.pk)
    marks = candidate.marks or {}
    return {
        "version": notices.version(),
        "place": line.place,
        "order": line.order,
        "merit": str(row.merit),
        "rank": row.rank,
        "count": len(found.lines),
        "retained": len(found.placed(IN)),
        "marks": [_mark(one, marks.get(one.code, 0), reviews) for one in criteria],
        "amounts": [[year, int(cents)] for year, cents in zip(instance.years, row.yearly, strict=True)],
        "why": why_sentence(line),
        "change": change_sentence(row, line, scale_top(criteria)),
        "said": {"by": line.said.person.full_name, "reason": line.said.reason} if line.said and line.against else None,
        "calculation": {"number": run.number, "question": run.fingerprint, "method": run.method, "seed": run.seed},
    }


def _mark(criterion: Criterion, mark: int, reviews: list[Review]) -> dict[str, Any]:
    given = [one for review in reviews for one in review.marks.all() if one.criterion_id == criterion.pk]
    return {
        "title": criterion.title,
        "weight": str(criterion.weight.normalize()),
        "mark": str((Decimal(mark) / 10_000).quantize(Decimal("0.01"))),
        "most": str(criterion.mark_max.normalize()),
        "reasons": list(dict.fromkeys(one.reason for one in given)),  # the same words from two readers are said once
    }


def scale_top(criteria: list[Criterion]) -> Fraction:
    """The merit of a file with the best mark everywhere."""
    weights = sum((Fraction(one.weight) for one in criteria), Fraction(0))
    return sum((Fraction(one.weight) * Fraction(one.mark_max) for one in criteria), Fraction(0)) / (weights or 1)


def why_sentence(line: Line) -> str:
    """Why a candidature stands where it stands, in a sentence."""
    row = line.row
    if line.against:
        return _("Le jury s’est écarté du calcul, pour la raison écrite ci-dessous.")
    if line.place == IN:
        return _("Sa note lui donne sa place dans la liste, dans la limite de l’enveloppe.")
    if row.barred:
        return _("La règle de l’appel demande des avis favorables du préfet et du recteur sur la même version.")
    if line.place == WAITING:
        return _("Elle pourra être appelée si une place se libère, dans l’ordre de la liste complémentaire.")
    return _("Avec les règles et l’enveloppe de l’appel, sa note ne lui donne pas de place dans la liste.")


def change_sentence(row: Row, line: Line, top: Fraction) -> str:
    """What would have changed the outcome, everything else unchanged: exact, from the calculation; nothing when it is
    not known or the outcome is the best."""
    if line.place == IN or row.margin is None:
        return ""
    if row.inside:
        return _("Le calcul l’avait retenue : aucune note n’aurait changé cette décision du jury.")
    gap = row.margin.gap
    if gap is None:
        return _("Aucune note n’aurait suffi : les autres règles de l’appel ne laissaient pas de place.")
    missing = just_above(gap)
    if row.barred and gap < 0:
        return _("Avec deux avis favorables et les mêmes notes, elle aurait été retenue.")
    if row.exact + Fraction(missing) > top:
        return _("Même la note la plus haute n’aurait pas suffi, les autres candidatures restant ce qu’elles sont.")
    said = f"{missing:f}".replace(".", ",")
    if row.barred:
        return _(
            "Il aurait fallu deux avis favorables et {gap} point de plus à la note finale, le reste étant inchangé."
        ).format(gap=said)
    return _("Il aurait fallu {gap} point de plus à la note finale, le reste étant inchangé.").format(gap=said)


def reason_text(letter: Mapping[str, Any]) -> str:
    """The reasons of a decision in plain text, for its record and the mail."""
    lines = [letter["why"]]
    if letter["said"]:
        lines.append(letter["said"]["reason"])
    lines.append(
        _("Note finale : {merit}, rang {rank} sur {count}.").format(
            merit=comma(letter["merit"]), rank=letter["rank"], count=letter["count"]
        )
    )
    lines += [f"– {m['title']}\u00a0: {comma(m['mark'])} / {comma(m['most'])}" for m in letter["marks"]]
    if letter["change"]:
        lines.append(letter["change"])
    return "\n".join(lines)


def comma(number: str) -> str:
    """A decimal as French readers write it."""
    return number.replace(".", ",")


def amounts_text(letter: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The years of a letter, as people read them."""
    return [(str(year), euros(cents)) for year, cents in letter["amounts"]]


def letter_of(decision: LabelDecision) -> Letter | None:
    """The letter of a decision, when it was made by a list. Price: one query."""
    return Letter.objects.filter(decision=decision).first()


def content(letter: Letter) -> dict[str, Any]:
    """What a letter says. Price: none."""
    told: dict[str, Any] = json.loads(letter.text)
    return told


def decision_for(application: Application) -> LabelDecision | None:
    """The decision that holds on a candidature, with its call and site; None before there is one. Price: one query."""
    rows = LabelDecision.objects.filter(application=application, superseded_by=None)
    return rows.select_related("call", "site__commune_main__departement", "application__organisation").first()
