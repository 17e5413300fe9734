"""The columns of the grid of the plan: what each cell writes in a sheet, and what is only read beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.funding.queries import voted_paid
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.queries import in_grid
from marelle.domains.projects.queries.coverage import poor_quarters
from marelle.domains.projects.rules.bands import band_label
from marelle.kernel.money import euros
from marelle.kernel.questionnaires import Definition, Field, Option
from marelle.web.ui.questionnaire import as_typed, said
from marelle.web.ui.questionnaire.words import MODES

from .plan_poverty import meant_for_poorest

VIEWS: dict[str, str | Promise] = {
    "essentiel": gettext_lazy("L’essentiel"),
    "objectifs": gettext_lazy("Objectifs"),
    "moments": gettext_lazy("Moments"),
    "publics": gettext_lazy("Publics"),
    "budget": gettext_lazy("Budget"),
}

MONEY_VIEWS = ("essentiel", "budget")  # those that show what the ledger says
POVERTY_VIEWS = ("publics",)  # those that say whether an action is for the poorest quarters


@dataclass(frozen=True, slots=True)
class Written:
    """A column whose cells are answers of the sheets: a question, or a row and a column of a table."""

    field: Field  # the question, or the column of the table
    question: str
    row: str = ""
    group: str = ""
    wide: bool = False
    name: str = ""  # shorter than the label of the question, where that one is a sentence

    @property
    def key(self) -> str:
        """« bands.wednesday.seats »"""
        return f"{self.question}.{self.row}.{self.field.code}" if self.row else self.question

    @property
    def label(self) -> str:
        return f"{self.group}, {self.field.label}" if self.group else self.name or self.field.label

    @property
    def mode(self) -> str:
        return MODES.get(self.field.kind, "")

    @property
    def number(self) -> bool:
        return bool(self.mode)

    @property
    def options(self) -> Sequence[Option]:
        return self.field.options if self.field.kind == "choice" else ()

    def value(self, answers: Mapping[str, Any]) -> Any:
        """What is kept there."""
        if not self.row:
            return answers.get(self.question)
        rows = answers.get(self.question) or ()
        return next((row.get(self.field.code) for row in rows if row.get("row") == self.row), None)

    def text(self, answers: Mapping[str, Any]) -> str:
        return as_typed(self.field, self.value(answers))

    def shown(self, answers: Mapping[str, Any]) -> str:
        """The same in words, for who only reads."""
        value = self.value(answers)
        return "" if value is None else said(self.field, value)


@dataclass(frozen=True, slots=True)
class Read:
    """A column that is read: a sum of others, or what the ledger says."""

    key: str
    label: str | Promise
    text: Callable[[Action], str | None]
    number: bool = True
    group: str = ""
    mode: str = ""
    wide: bool = False
    options: tuple[Option, ...] = ()


Column = Written | Read


def _money(cents: int | None) -> str | None:
    return None if cents is None else euros(cents)


def _seats(action: Any) -> str | None:
    told = [one.seats for one in action.told_moments]
    return None if not told or None in told else str(sum(told))


def _bands(action: Any) -> str | None:
    return ", ".join(band_label(one.band) for one in action.told_moments) or None


def _young(action: Action) -> str | None:
    return None if action.young is None else str(action.young)


BANDS = Read("bands", gettext_lazy("Moments"), _bands, number=False)
SEATS = Read("seats", gettext_lazy("Places"), _seats)
YOUNG = Read("young", gettext_lazy("Jeunes attendus"), _young)
POOREST = Read(
    "poorest",
    gettext_lazy("Quartiers les plus pauvres"),
    lambda action: meant_for_poorest([one.quarter_id for one in action.told_quarters], action.told_sides),  # type: ignore[attr-defined]
    number=False,
)
ASKED = Read("asked", gettext_lazy("Demandé"), lambda action: _money(action.asked))
COMMON = Read("common", gettext_lazy("Droit commun"), lambda action: _money(action.common))
COST = Read("cost", gettext_lazy("Coût"), lambda action: _money(action.cost))
# What the ledger says of an action, put beside it by `prepare_rows`; none where no grant was recorded: unknown.
VOTED = Read("voted", gettext_lazy("Voté"), lambda action: _of_ledger(action, "voted"))
PAID = Read("paid", gettext_lazy("Versé"), lambda action: _of_ledger(action, "paid"))
WAITING = Read("waiting", gettext_lazy("Jours d’attente"), lambda action: _days(action))
VOTED_LABEL = Read(
    "voted_label", gettext_lazy("Voté, crédits de la cité"), lambda action: _of_ledger(action, "voted_label")
)
VOTED_OTHERS = Read(
    "voted_others", gettext_lazy("Voté, autres financeurs"), lambda action: _of_ledger(action, "voted_others")
)


def prepare_rows(actions: Sequence[Action], today: date, view: str | None = None) -> None:
    """Puts beside each action what the columns of a view read, or those of every view: its rows, what the ledger says
    of it, whether it is for the poorest quarters of its cité. Price: two queries; one more for the money, five at most
    for the quarters, whatever their number."""
    in_grid(actions)
    if not actions:
        return
    if view is None or view in MONEY_VIEWS:
        money = voted_paid(actions, today)
        for action in actions:
            action.told_money = money.get(action.pk)  # type: ignore[attr-defined]
    if view is None or view in POVERTY_VIEWS:
        for (project, year), some in _by_year(actions).items():
            sides = poor_quarters(project, year)
            for action in some:
                action.told_sides = sides  # type: ignore[attr-defined]


def _by_year(actions: Iterable[Action]) -> dict[tuple[Project, int], list[Action]]:
    found: dict[tuple[Project, int], list[Action]] = {}
    for action in actions:
        found.setdefault((action.project, action.year or action.project.years[0]), []).append(action)
    return found


def _of_ledger(action: Any, name: str) -> str | None:
    return _money(getattr(action.told_money, name)) if action.told_money else None


def _days(action: Any) -> str | None:
    return str(action.told_money.waiting) if action.told_money and action.told_money.waiting is not None else None


def columns_of(view: str, form: Definition, actions: Iterable[Any], band: str = "") -> list[Column]:
    """The columns of one view. Tables show the rows that some action of the plan fills, and the `band` asked for."""
    actions = list(actions)
    if view == "moments":
        used = {one.band for action in actions for one in action.told_moments} | {band}
        return [*_table(form, "bands", used), SEATS]
    if view == "publics":
        return [*_table(form, "reach", None), YOUNG, POOREST]
    if view == "budget":
        told = {one.financer for action in actions for one in action.told_shares} | {"p147", "commune"}
        return [*_table(form, "funding", told), ASKED, VOTED_LABEL, VOTED_OTHERS, PAID, COMMON, COST]
    if view == "objectifs":
        return [*_questions(form, "objective", "axis"), YOUNG]
    return [*_questions(form, "operator_name"), BANDS, SEATS, ASKED, VOTED, PAID, WAITING]


def _questions(form: Definition, *codes: str) -> list[Column]:
    found = [form.field(code) for code in codes]
    names = {"operator_name": _("Opérateur")}
    return [Written(one, one.code, wide=True, name=names.get(one.code, "")) for one in found if one is not None]


def title_column(form: Definition) -> Written:
    """The first column: the name of the action."""
    field = form.field("title")
    assert field is not None, "every version of the sheet asks its title"
    return Written(field, "title", wide=True)


def _table(form: Definition, code: str, kept: set[str] | None) -> list[Column]:
    table = form.field(code)
    if table is None:
        return []
    rows = [row for row in table.rows if not row.balances and (kept is None or row.code in kept)]
    return [
        Written(column, code, row.code, row.label)
        for row in rows
        for column in table.columns
        if column.kind != "computed"
    ]


def money_note() -> str:
    return _(
        "Voté et versé viennent du grand livre, tous financeurs ensemble\u00a0; inconnu, rien n’y est inscrit. "
        "Jours d’attente\u00a0: depuis la notification (à défaut, le vote) jusqu’au dernier versement, ou jusqu’à "
        "aujourd’hui tant qu’il reste à verser."
    )
