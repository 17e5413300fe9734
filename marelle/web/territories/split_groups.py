"""The fields of a split by kind: what is to settle (open), what is proposed (folded), what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .split_form import SplitForm

SHOWN = 6  # links of one group in the summary of what is wrong


@dataclass(frozen=True, slots=True)
class Fold:
    """Some fields of a group under one heading. `send`: the word by which the page sends them all into one part."""

    title: str
    fields: Sequence[BoundField]
    open: bool = False
    send: str = ""

    @property
    def said(self) -> str:
        """« Proposées dans la part 1 (12) »."""
        return f"{self.title} ({len(self.fields)})"


@dataclass(frozen=True, slots=True)
class Group:
    """All the fields of one kind: what is to settle first."""

    code: str
    title: str | Promise
    note: str | Promise
    folds: Sequence[Fold]

    @property
    def fields(self) -> list[BoundField]:
        return [bound for fold in self.folds for bound in fold.fields]

    @property
    def left(self) -> int:
        """How many wait for a choice."""
        return sum(waits(bound) for bound in self.fields)


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of what is to mend: a sentence; its links, each to a field."""

    words: str
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    prefix: str
    title: str | Promise
    note: str | Promise
    left: Callable[[int], str]


KINDS = (
    _Kind(
        "etablissements",
        "s_",
        gettext_lazy("Les établissements"),
        gettext_lazy(
            "Chacun est proposé d’après le quartier où il se trouve, sinon les actions qui le nomment, sinon le "
            "quartier dont il porte le nom, sinon sa commune."
        ),
        lambda n: ngettext("{n} établissement à placer", "{n} établissements à placer", n).format(n=n),
    ),
    _Kind(
        "actions",
        "a_",
        gettext_lazy("Les actions en cours"),
        gettext_lazy("Chacune est proposée d’après ses quartiers, sinon ses établissements."),
        lambda n: ngettext("{n} action à placer", "{n} actions à placer", n).format(n=n),
    ),
    _Kind(
        "credits",
        "m_",
        gettext_lazy("Les crédits"),
        gettext_lazy("Ce que chaque année tient encore est partagé au centime, d’après ce que demandent les actions."),
        lambda n: ngettext("{n} montant à revoir", "{n} montants à revoir", n).format(n=n),
    ),
    _Kind(
        "decisions",
        "d_",
        gettext_lazy("Les décisions à suivre"),
        gettext_lazy("Celles qui portent sur une action en cours vont avec elle."),
        lambda n: ngettext("{n} décision à placer", "{n} décisions à placer", n).format(n=n),
    ),
    _Kind(
        "taches",
        "t_",
        gettext_lazy("Les tâches à faire"),
        gettext_lazy("Chacune va dans une part, une seule, avec sa personne et sa date."),
        lambda n: ngettext("{n} tâche à placer", "{n} tâches à placer", n).format(n=n),
    ),
    _Kind(
        "reunions",
        "p_",
        gettext_lazy("Les réunions prévues"),
        gettext_lazy(
            "Avec leur ordre du jour et leurs pièces. Une réunion en commun se tient avec les instances de la cité "
            "d’avant."
        ),
        lambda n: ngettext("{n} réunion à placer", "{n} réunions à placer", n).format(n=n),
    ),
    _Kind(
        "partenaires",
        "o_",
        gettext_lazy("Les partenaires"),
        gettext_lazy("Leur fiche va dans les parts où sont leurs quartiers, confirmée comme elle l’était."),
        lambda n: ngettext("{n} partenaire à placer", "{n} partenaires à placer", n).format(n=n),
    ),
    _Kind(
        "droits",
        "r_",
        gettext_lazy("Les droits donnés sur cette cité"),
        gettext_lazy(
            "Proposé\u00a0: chaque personne garde son rôle dans chaque part, jusqu’à la même date. Rien ne se perd "
            "ni ne se gagne sans être écrit."
        ),
        lambda n: ngettext("{n} droit à placer", "{n} droits à placer", n).format(n=n),
    ),
)
QUARTERS = _Kind(
    "quartiers",
    "q_",
    gettext_lazy("Les quartiers"),
    "",
    lambda n: ngettext("{n} quartier à placer", "{n} quartiers à placer", n).format(n=n),
)


def waits(bound: BoundField) -> bool:
    """True for a field that is wrong, or that must be said and is not."""
    return bool(bound.errors) or (bound.field.required and not bound.value())


def groups_of(form: SplitForm) -> list[Group]:
    """The kinds that have something to place, in the order of the page."""
    found = [Group(kind.code, kind.title, kind.note, _folds(form, kind)) for kind in KINDS]
    return [group for group in found if group.folds]


def _folds(form: SplitForm, kind: _Kind) -> list[Fold]:
    if kind.prefix == "a_":
        groups = action_groups(form)
        return [Fold(title, fields, any(map(waits, fields)), code) for code, title, fields in groups]
    fields = form.placed(kind.prefix)
    left, rest = [one for one in fields if waits(one)], [one for one in fields if not waits(one)]
    folds = [Fold(_("À décider"), left, True), Fold(_("Déjà proposé, à relire"), rest)]
    return [fold for fold in folds if fold.fields]


def action_groups(form: SplitForm) -> list[tuple[str, str, list[BoundField]]]:
    """Those to decide first, then those of each part; each group with the word by which it is sent whole."""
    groups = [("0", _("À décider"))] + [(str(n), _("Proposées dans la part {n}").format(n=n)) for n in form.parts]
    found = []
    for code, title in groups:
        here = [one for one in form.whole.actions if str(form.proposals[one.pk].part or 0) == code]
        found.append((code, title, [form[f"a_{one.pk}"] for one in here]))
    return [group for group in found if group[2]]


def left_of(form: SplitForm) -> list[tuple[str, str]]:
    """What waits for a choice, kind by kind, each with the place of the page where it is made."""
    found = []
    for kind in (QUARTERS, *KINDS):
        if count := sum(waits(one) for one in form.placed(kind.prefix)):
            found.append((kind.left(count), f"#{kind.code}"))
    return found


def faults_of(form: SplitForm) -> list[Fault]:
    """What is to mend: one line for each kind that has several, with its links; the rest one by one."""
    found = [Fault(str(text)) for text in form.non_field_errors()]
    kinds = {kind.prefix: kind for kind in (QUARTERS, *KINDS)}
    wrong = [bound for bound in form if bound.errors]
    for prefix, kind in kinds.items():
        here = [bound for bound in wrong if bound.name.startswith(prefix)]
        if len(here) > 1:
            links = [(bound.id_for_label, _short(bound)) for bound in here[:SHOWN]]
            more = [(kind.code, _("et {n} autres").format(n=len(here) - SHOWN))] if len(here) > SHOWN else []
            found.append(Fault(kind.left(len(here)), [*links, *more]))
            wrong = [bound for bound in wrong if bound not in here]
    return found + [Fault("", [(one.id_for_label, f"{one.label} – {text}")]) for one in wrong for text in one.errors]


def _short(bound: BoundField) -> str:
    """« A-012 », « Part 1, 2021 »: enough to recognise it among its kind."""
    return str(bound.label).split(" · ")[0].split(" (")[0][:60]
