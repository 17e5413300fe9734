"""The columns of the screens of lists, and how they say a calculation."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.models import Appeal, LabelDecision, SelectionRun
from marelle.domains.calls.queries.lists import Line, Row, hundredths, just_above
from marelle.domains.calls.queries.waiting import last_day
from marelle.domains.calls.states.lists import BANDS, PLACE_STATES, UPHELD
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import OPINIONS
from marelle.kernel.money import Cents, euros
from marelle.kernel.states import State
from marelle.web.ui.tables import Column

BAND_LABELS = dict(BANDS)
RETAINED = PLACE_STATES["in"]
NOT_RETAINED = PLACE_STATES["out"]
ANSWERED, AWAITED = (
    State("answered", gettext_lazy("Calculé"), "done"),
    State("awaited", gettext_lazy("En cours"), "here"),
)
IMPOSSIBLE = State("impossible", gettext_lazy("Aucune liste"), "refused")
FAVOURABLE = State("favourable", gettext_lazy("Favorables"), "done")
AGAINST = State("against", gettext_lazy("Pas tous favorables"), "refused")


def mark(value: Decimal | Fraction) -> str:
    """« 3,42 »: a mark as people read it."""
    shown = value if isinstance(value, Decimal) else hundredths(value)
    return number_format(shown, decimal_pos=2)


def signed(value: Fraction) -> str:
    """« +0,42 », « −1,10 », « 0,00 »."""
    shown = hundredths(value)
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{mark(abs(shown))}"


def share(value: Fraction | None) -> str:
    """« 87,4 % », never rounded to all or nothing."""
    if value is None:
        return ""
    percent = Decimal(value.numerator * 100) / Decimal(value.denominator)
    if 0 < value < 1:
        percent = min(max(percent, Decimal("0.1")), Decimal("99.9"))
    return f"{number_format(percent, decimal_pos=0 if value in (0, 1) else 1)}\u00a0%"


def region_of(row: Row) -> str:
    departement = row.application.site.commune_main.departement
    return f"{departement.name} ({departement.code})"


def opinions(row: Row) -> State:
    """Whether every authority that carries is favourable."""
    said = [one for one in row.opinions if one]
    carried = len(said) == len(row.opinions) and all(one in ("favourable", "reservations") for one in said)
    return FAVOURABLE if carried else AGAINST


def opinions_note(row: Row) -> str:
    """What each said, where one is not favourable."""
    if opinions(row) is FAVOURABLE:
        return ""
    return ", ".join(str(OPINIONS[one]) if one else _("avis attendu") for one in row.opinions)


def gap(row: Row) -> str | None:
    """What a candidature may lose and still be in, or what it lacks; None while the study is not there."""
    margin = row.margin
    if margin is None:
        return None
    if margin.gap is None:
        return _("sans limite") if row.inside else _("aucune note n’y suffirait")
    if row.inside:
        return _("marge {gap}").format(gap=mark(margin.gap))
    if margin.barred and margin.gap < 0:
        return _("il manque un avis")
    missing = mark(just_above(margin.gap))
    return (
        _("il manque un avis et {gap}").format(gap=missing)
        if margin.barred
        else _("il manque {gap}").format(gap=missing)
    )


def _gap_order(row: Row) -> Any:
    if row.margin is None or row.margin.gap is None:
        return None
    return row.margin.gap if row.inside else -row.margin.gap


def stable(row: Row) -> str | None:
    """In which share of the draws a candidature is in; None while that is not known."""
    return None if row.share is None else share(row.share)


def band_of(row: Row) -> str:
    """The words of that share."""
    return str(BAND_LABELS[row.band]) if row.band else ""


def _place(inside: bool) -> State:
    return RETAINED if inside else NOT_RETAINED


_SITE = Column("site", gettext_lazy("Site"), lambda row: row.application.site.name, sortable=True, note=region_of)
_MARK = Column(
    "note",
    gettext_lazy("Note finale"),
    lambda row: row.merit,
    "number",
    sortable=True,
    export=lambda row: str(row.merit),
)
_RANK = Column("rang", gettext_lazy("Rang"), lambda row: row.rank, "number", sortable=True)

RUN_COLUMNS = (
    _SITE,
    _RANK,
    _MARK,
    Column("montant", gettext_lazy("Trois ans"), lambda row: row.whole, "amount", sortable=True),
    Column("avis", gettext_lazy("Avis"), opinions, "state", note=opinions_note),
    Column("liste", gettext_lazy("Plus grand mérite"), lambda row: _place(row.best), "state", sortable=True),
    Column("par_rang", gettext_lazy("Par rang"), lambda row: _place(row.by_rank), "state", sortable=True),
    Column("ecart", gettext_lazy("Écart"), gap, sortable=True, order=_gap_order),
    Column("stabilite", gettext_lazy("Stabilité"), stable, sortable=True, order=lambda row: row.share, note=band_of),
)

CHANGE_COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda row: row.application.site.name,
        note=lambda row: _("{place}, rang {rank}, note {mark}").format(
            place=region_of(row), rank=row.rank, mark=mark(row.merit)
        ),
    ),
    Column("ecart", gettext_lazy("Écart"), gap),
)

LINE_COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda line: line.row.application.site.name,
        sortable=True,
        note=lambda line: region_of(line.row),
    ),
    Column("rang", gettext_lazy("Rang"), lambda line: line.row.rank, "number", sortable=True),
    Column("note", gettext_lazy("Note finale"), lambda line: line.row.merit, "number", sortable=True),
    Column("calcul", gettext_lazy("Le calcul"), lambda line: _place(line.row.inside), "state"),
    Column("stabilite", gettext_lazy("Stabilité"), lambda line: stable(line.row), note=lambda line: band_of(line.row)),
    Column("place", gettext_lazy("Cette liste"), lambda line: line_place(line), "state", note=lambda line: said(line)),
)


def line_place(line: Line) -> State:
    """Where a candidature stands on a list; the order of the waiting list is said."""
    known = PLACE_STATES[line.place]
    return State(known.code, f"{known.label}, {line.order}", known.tone) if line.order else known


def said(line: Line) -> str:
    """What the jury said against the calculation."""
    return f"{line.said.person.full_name}\u00a0: {line.said.reason}" if line.said and line.against else ""


OVERRIDE_COLUMNS = (
    *LINE_COLUMNS,
    Column(
        "dire",
        gettext_lazy("Le jury"),
        lambda line: _("Dire autrement"),
        "link",
        href=lambda line: reverse("list_override", args=[line.row.application.call.slug, line.row.application.pk]),
        exported=False,
    ),
)


def run_state(run: SelectionRun) -> State:
    """Whether a question has its answer."""
    answer = getattr(run, "answer", None)
    return AWAITED if answer is None else ANSWERED if answer.text else IMPOSSIBLE


RUNS_COLUMNS = (
    Column(
        "calcul",
        gettext_lazy("Calcul"),
        lambda run: run.name,
        "link",
        href=lambda run: reverse("list_run", args=[run.call.slug, run.number]),
        note=lambda run: _("n° {n}, le {day}").format(n=run.number, day=f"{run.asked_at.astimezone(PARIS):%d/%m/%Y}"),
    ),
    Column("etat", gettext_lazy("État"), run_state, "state"),
    Column(
        "regles",
        gettext_lazy("Règles"),
        lambda run: _("celles de l’appel") if not run.changes else _("scénario"),
    ),
)

WAITING_COLUMNS = (
    Column("site", gettext_lazy("Site"), lambda one: one.site.name),
    Column("tour", gettext_lazy("Ordre"), lambda one: one.turn, "number"),
    Column("organisation", gettext_lazy("Organisation"), lambda one: one.application.organisation.name),
)


def _appeal_state(appeal: Appeal) -> State:
    answer = getattr(appeal, "answer", None)
    if answer is None:
        return State("awaited", _("À répondre"), "late")
    if answer.outcome == UPHELD and not hasattr(appeal.decision, "superseded_by"):
        return State("to_replace", _("Recours accepté : décision à remplacer"), "late")
    return State(answer.outcome, answer.get_outcome_display(), "done" if answer.outcome == UPHELD else "neutral")


APPEAL_COLUMNS = (
    Column(
        "site",
        gettext_lazy("Site"),
        lambda one: one.decision.site.name,
        "link",
        href=lambda one: reverse("appeal", args=[one.pk]),
    ),
    Column("depose", gettext_lazy("Déposé le"), lambda one: one.lodged_at.astimezone(PARIS).date(), "date"),
    Column("etat", gettext_lazy("État"), _appeal_state, "state"),
)


def decision_end(decision: LabelDecision) -> str:
    """« 20 septembre 2019 »: the last day to appeal."""
    return date_format(last_day(decision), "j F Y")


def yearly(years: Any, spent: Any, envelope: Any) -> list[tuple[str, Cents, Cents]]:
    """Each year: what a list costs, what its envelope is."""
    return [(str(year), Cents(a), Cents(b)) for year, a, b in zip(years, spent, envelope, strict=True)]


def bar_rows(years: Any, spent: Any, envelope: Any) -> list[tuple[str, float, str]]:
    """The same as bars: the share of each year that is used."""
    told = []
    for year, given, most in yearly(years, spent, envelope):
        part = given / most if most else 0
        words = _("{given} sur {most}").format(given=euros(given), most=euros(most))
        told.append((year, part, words))
    return told
