"""The action sheets of a project, a line each, with a sheet for each table of the form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.questionnaires import Definition
from marelle.kernel.questionnaires.services import Saved
from marelle.kernel.tables import ALWAYS, Asked, Choice, Column, Text, needs
from marelle.kernel.tables.forms import FormTable

from ...access.actions import READ, WRITE
from ...models import Action, Project
from ...queries.actions import actions_of
from ...queries.registers import registers_of_project
from ...states.actions import ACTION
from ..actions import action_form, open_action, save_sheet
from ..stages import bring_to

STATES = {state.code: state.label for state in ACTION.states}
A_CODE = re.compile(r"A-?\d{1,6}", re.ASCII | re.IGNORECASE)


def project_mark(project: Project) -> str:
    """How a workbook says from which project its lines come: « valmarelle 2020 »."""
    return f"{project.site.slug} {project.starts_on.year}"


def _form(asked: Asked) -> Definition:
    found: Definition = asked.once("action form", lambda: action_form().form)
    return found


def _rows(asked: Asked) -> Iterable[Action]:
    return actions_of(asked.ground, viewer=asked.by)


def _open(asked: Asked, own: Mapping[str, Any], answers: Mapping[str, Any]) -> Action:
    action = open_action(by=asked.by, at=asked.at, project=asked.ground, answers=answers)
    _move(asked, action, own)
    return action


def _move(asked: Asked, action: Action, said: Mapping[str, Any]) -> None:
    if "state" in said:
        bring_to(by=asked.by, at=asked.at, action=action, state=said["state"])


def _save(asked: Asked, action: Action, answers: Mapping[str, Any], revision: int | None) -> Saved:
    form = action.sheet.questionnaire.form
    told = {code: value for code, value in answers.items() if form.field(code)}
    return save_sheet(by=asked.by, at=asked.at, action=action, answers=told, revision=revision)


ACTIONS = FormTable(
    "actions",
    _("Actions"),
    (
        Column("action", _("Action"), Text(20), lambda action: action.code),
        Column("state", _("État"), Choice(STATES), lambda action: action.state, ALWAYS,
               help=_("Avance une action jusqu’à cet état\u00a0: proposée, au plan, en cours, terminée.")),
    ),
    title="title",
    form=_form,
    rows=_rows,
    answers=lambda action: action.sheet.answers,
    revision=lambda action: action.sheet.revision,
    registers=lambda asked: registers_of_project(asked.ground),
    open=_open,
    save=_save,
    move=_move,
    see=needs(READ),
    must=needs(WRITE),
    mark=lambda asked: project_mark(asked.ground),
    is_ours=lambda key: A_CODE.fullmatch(key) is not None,
    about=_(
        "La feuille «\u00a0Actions\u00a0» a une ligne par action\u00a0; chaque tableau de la fiche a sa feuille. "
        "Une ligne de plus ouvre une action\u00a0: laissez sa case «\u00a0Action\u00a0» vide, ou donnez-lui un nom à "
        "vous pour remplir ses tableaux. L’état écrit fait avancer l’action, si vous en avez le droit."
    ),
)  # fmt: skip
