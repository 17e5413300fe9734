"""The refusals of those who write a project together, and what it takes up from the pre-project. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import Definition, normalise


class NotYourChapter(Refused):
    """A chapter is written by the team and by its owner."""

    code = "projects.not_your_chapter"
    sentence = _("Ce chapitre est écrit par l’équipe du projet et par la personne à qui il est confié.")
    status = 403


class NotOfTheProject(Refused):
    """A chapter, a task or a reservation goes to somebody who has a role in the city."""

    code = "projects.not_of_the_project"
    sentence = _("Choisissez une personne qui a un rôle dans cette cité.")


class NotInThisChapter(Refused):
    """The page of a chapter writes its own answers."""

    code = "projects.not_in_this_chapter"
    sentence = _("Cette réponse n’est pas dans ce chapitre. Rechargez la page.")


class ChapterIncomplete(Refused):
    """A chapter is ready when nothing is missing in it."""

    code = "projects.chapter_incomplete"
    sentence = _("Ce chapitre n’est pas complet, points à compléter : {count}. Complétez-le avant de le dire prêt.")
    status = 409


class WordsMissing(Refused):
    """A comment, a task, a name says something."""

    code = "projects.words_missing"
    sentence = _("Écrivez quelques mots.")

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class TaskDone(Refused):
    """What is done is said not to be before it is said otherwise."""

    code = "projects.task_done"
    sentence = _("Cette tâche est faite\u00a0: dites d’abord qu’elle ne l’est pas.")
    status = 409


class CommentSettled(Refused):
    """A thread that is resolved is reopened before one answers in it."""

    code = "projects.comment_settled"
    sentence = _("Cette discussion est close. Rouvrez-la pour répondre.")
    status = 409


class DayIsPast(Refused):
    """A task is for today or later."""

    code = "projects.day_is_past"
    sentence = _("Choisissez aujourd’hui ou un jour à venir.")

    def __init__(self, field: str) -> None:
        super().__init__(field=field)


class VersionNamed(Refused):
    """One name for one text."""

    code = "projects.version_named"
    sentence = _("Rien n’a changé depuis « {name} » : ce texte porte déjà ce nom.")
    status = 409


class NameTaken(Refused):
    """One text for one name."""

    code = "projects.name_taken"
    sentence = _("Une version de ce projet porte déjà ce nom. Choisissez-en un autre.")
    status = 409

    def __init__(self) -> None:
        super().__init__(field="name")


def taken_up(answers: Mapping[str, Any], told: Mapping[str, Any], form: Definition) -> dict[str, Any]:
    """The answers of a pre-project as the project reads them, by the correspondences that are told (`projet_repris`).

    An answer that the new question cannot read is left; of a table, the columns that it does not have.
    """
    columns: Mapping[str, Mapping[str, str]] = told.get("columns", {})
    found: dict[str, Any] = {}
    for code, before in told["fields"].items():
        field = form.field(code)
        if field is None or before not in answers:
            continue
        value = answers[before]
        if field.kind == "table":
            value = _rows(value, columns.get(code, {}), {column.code for column in field.columns})
        read = normalise(form, {code: value}).answers
        if code in read:
            found[code] = read[code]
    return found


def _rows(rows: Any, renamed: Mapping[str, str], columns: set[str]) -> list[dict[str, Any]]:
    kept = []
    for row in rows if isinstance(rows, list) else ():
        told = {renamed.get(code, code): value for code, value in row.items()}
        kept.append({code: value for code, value in told.items() if code in columns or code == "row"})
    return kept
