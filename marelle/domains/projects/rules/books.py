"""A workbook of action sheets: the columns of its own, what is refused of it as a whole. Pure."""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marelle.kernel.errors import Refused

MOST_LINES, MOST_ROWS = 500, 20_000
ACTION, STATE, PROJECT, REVISION = "action", "state", "project", "revision"
# The columns that the workbook has beside the questions of the sheet. Only the first is ever written by a person.
OWN: Final[dict[str, str | Promise]] = {
    ACTION: _("Action"),
    STATE: _("État"),
    PROJECT: _("Projet"),
    REVISION: _("Révision"),
}
A_CODE = re.compile(r"A-?(\d{1,6})", re.ASCII | re.IGNORECASE)
PICKED = re.compile(r"\[([A-Za-z0-9][A-Za-z0-9._-]{0,39})\]\s*$", re.ASCII)


class BookColumnsMissing(Refused):
    """A workbook that does not come from here."""

    code = "projects.book_columns_missing"
    sentence = _(
        "Aucune feuille n’a les colonnes «\u00a0Action [action]\u00a0» et «\u00a0Nom de l’action [title]\u00a0». "
        "Partez du classeur que cette page donne."
    )


class BookMalformed(Refused):
    """The workbook as a whole cannot be read without guessing; its sentence names the place."""

    code = "projects.book_malformed"
    sentence = _("{place}\u00a0: {reason}.")


class BookLinesRefused(Refused):
    """Some lines cannot enter, and nobody said to leave them aside."""

    code = "projects.book_lines_refused"
    sentence = _(
        "{count} ligne(s) ne peuvent pas entrer. Corrigez-les dans le classeur, ou demandez de les laisser de côté."
    )


class BookBrought(Refused):
    """A workbook enters once."""

    code = "projects.book_brought"
    sentence = _("Ce classeur est déjà repris. Pour en reprendre un autre, envoyez-le.")
    status = 409


class BookEmpty(Refused):
    """Headings and nothing under them."""

    code = "projects.book_empty"
    sentence = _("Aucune ligne sous les titres\u00a0: il n’y a rien à reprendre.")


def code_picked(text: str) -> str:
    """« Quartier des Tilleuls [QP080997] » is QP080997."""
    found = PICKED.search(text)
    return found[1] if found else text
