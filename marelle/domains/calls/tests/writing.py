"""Complete answers to any form, made from the form itself, so that tests survive its next version."""

from typing import Any

from marelle.kernel.questionnaires import Definition, Field, check, visible

TEXT = "Un texte assez long pour dire ce que l’on sait du territoire, des enfants et de l’offre."
# What `conftest.make_places` puts in the registers of the invented city.
PICKED = {"commune": "80998", "qpv": "QP080997", "college": "0809901C", "school": "0809902D"}


def complete_answers(definition: Definition) -> dict[str, Any]:
    """Answers in which nothing is missing: a balanced budget, one answer to each question that is asked."""
    answers: dict[str, Any] = {}
    for _turn in range(3):  # an answer may open another question
        asked = visible(definition, answers)
        for field in definition.fields:
            if field.code in asked and field.required:
                answers.setdefault(field.code, _table(field) if field.kind == "table" else _scalar(field))
    assert check(definition, answers) == []
    return answers


def _table(field: Field) -> list[dict[str, Any]]:
    row = {column.code: _scalar(column) for column in field.columns if column.kind != "computed"}
    if field.rows:
        return [{"row": field.rows[0].code, **row}]
    return [dict(row) for _n in range(field.least or 1)]


def _scalar(field: Field) -> Any:
    if field.kind in ("choice", "choices"):
        return field.options[0].code
    if field.kind in ("reference", "references"):
        code = PICKED.get(field.reference, "80998")
        return code if field.kind == "reference" else [code]
    by_kind = {"yes_no": False, "commitment": True, "money": 100_000_00, "date": "2019-06-01"}
    if field.kind in by_kind:
        return by_kind[field.kind]
    if field.kind in ("integer", "decimal"):
        return int(field.least or 1) or 1
    return TEXT[: field.most] if field.kind == "text" else TEXT
