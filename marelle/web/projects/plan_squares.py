"""The matrix as squares: which sign each cell bears, what it says, where its click goes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.projects.queries.coverage import AGES, Coverage
from marelle.domains.projects.rules.bands import ANY, LEGAL, TIME_BANDS, TimeBand
from marelle.engines.coverage import Ages, Cell, Matrix
from marelle.web.ui.matrices import Head, Line, Square

from .plan_asked import WHOLE_CITE, Asked, Place
from .plan_words import LETTERS, ages_words, people, people_short, reached, reached_short, weekly, weekly_short

STEPS = ((Fraction(15, 100), "d1"), (Fraction(30, 100), "d2"), (Fraction(60, 100), "d3"))
LEGEND = (
    ("hole", gettext_lazy("trou : des jeunes vivent là, rien n’est ouvert pour eux")),
    ("bar-sure", gettext_lazy("jeunes touchés à coup sûr")),
    ("bar-most", gettext_lazy("jeunes touchés, au plus")),
    ("unknown", gettext_lazy("hachures : un nombre est inconnu")),
    ("off", gettext_lazy("sans objet : pas d’école à cet âge")),
)


@dataclass(frozen=True, slots=True)
class View:
    """One matrix as it is looked at: a quarter or the whole cité, a theme or all. `before`: the plan without what is
    tried, None where nothing is."""

    coverage: Coverage
    matrix: Matrix
    asked: Asked
    quarter: str | None
    before: Matrix | None = None
    changed: Collection[object] = field(default_factory=frozenset)

    @property
    def theme(self) -> str | None:
        return self.asked.theme or None

    def cell(self, place: Place) -> Cell:
        return self.matrix.cell(place.ages, place.band, self.quarter, self.theme)


def quarter_of(coverage: Coverage, asked: Asked) -> str | None:
    """The quarter that is asked; where none is said, that of the most young people; None for the whole cité."""
    codes = [quarter.pk for quarter in coverage.quarters]
    if asked.quarter == WHOLE_CITE or not codes:
        return None
    if asked.quarter in codes:
        return asked.quarter
    return max(codes, key=lambda code: coverage.matrix.cell(None, None, code).young.low)


def heads_of(view: View) -> list[Head]:
    """The ages, with how many live there, then all ages."""
    heads = [Head(ages_words(ages), people(view.matrix.cell(ages, None, view.quarter).young)) for ages in AGES]
    return [*heads, Head(_("Tous les âges"), people(view.matrix.cell(None, None, view.quarter).young), total=True)]


def lines_of(view: View) -> Iterator[Line]:
    """The moments of the week and of the year, what has none, and all of them."""
    for band in TIME_BANDS:
        letter, mark = LETTERS[band.code]
        yield Line(band.label, _squares(view, band.code), _legal(band), letter, mark)
    yield Line(_("Sans moment fixe"), _squares(view, ANY), _("ne remplit aucune case"), "Z")
    yield Line(_("Toute l’année"), _squares(view, None), _("chaque action comptée une fois"), total=True)


def _legal(band: TimeBand) -> str:
    return str(LEGAL[band.legal])


def _squares(view: View, band: str | None) -> list[Square]:
    every: list[Ages | None] = [*AGES, None]
    return [square_of(view, Place(ages, band)) for ages in every]


def square_of(view: View, place: Place) -> Square:
    """One square. Every number in it is the engine’s."""
    cell = view.cell(place)
    tone, said, more, word = looks_of(view.matrix, cell, view.quarter)
    short, of, small = in_short(view.matrix, cell, tone)
    before = ""
    if view.before is not None and cell.key in view.changed:
        before = _("avant : {said}").format(said=_plainly(view, place))
    return Square(
        tone,
        said,
        more,
        word,
        url=view.asked.url(anchor="cellule", cellule=place),
        chosen=view.asked.place == place,
        before=before,
        short=short,
        of=of,
        small=small,
        bar=_bar(cell),
    )


def in_short(matrix: Matrix, cell: Cell, tone: str) -> tuple[str, str, str]:
    """The same in a few signs, for eyes; nothing where the words are few already."""
    if tone in ("hole", "hole-unknown"):
        return _("inconnu") if cell.young.high is None else people_short(cell.young), "", ""
    if not cell.brought or cell.young.high == 0:
        return "", "", ""
    return *reached_short(cell), weekly_short(matrix, cell)


def _bar(cell: Cell) -> tuple[int, int] | None:
    """How full a square is, for sure and at most, in percent of who lives there."""
    rate = cell.rate if cell.brought else None
    if rate is None:
        return None
    low, high = (min(100, round(part * 100)) for part in (rate.low, rate.high))
    return low, high


def _plainly(view: View, place: Place) -> str:
    assert view.before is not None
    was = view.before.cell(place.ages, place.band, view.quarter, view.theme)
    _tone, said, _more, word = looks_of(view.before, was, view.quarter)
    return word if word == _("trou") else said


def looks_of(matrix: Matrix, cell: Cell, quarter: str | None) -> tuple[str, str, str, str]:
    """The tone of a cell, what it says, the rest, the word of its sign."""
    if not cell.brought:
        return _empty(matrix, cell, quarter)
    more = weekly(matrix, cell)
    if cell.young.high == 0:
        return "none", _("personne n’y vit"), more, ""
    if cell.rate is None:
        if cell.young.unknown:
            said = " · ".join((_("nombre de jeunes inconnu"), more))
            return "unknown", reached(cell), said, _("inconnu")
        return "unknown", reached(cell), more, _("en partie inconnu")
    return _tone(cell.rate.low), reached(cell), more + _holes_within(matrix, cell, quarter), ""


def _tone(rate: Fraction) -> str:
    return next((tone for limit, tone in STEPS if rate < limit), "d4")


def _empty(matrix: Matrix, cell: Cell, quarter: str | None) -> tuple[str, str, str, str]:
    if cell.young.high == 0:
        return "none", _("personne n’y vit"), "", ""
    if cell.ages is None or cell.band is None or cell.band == ANY:
        return "none", _("rien"), "", ""
    if not matrix.grid.asks(cell.ages, cell.band):
        return "off", _("sans objet"), "", ""
    tone = "hole-unknown" if cell.young.high is None else "hole"
    return tone, people(cell.young), "", _("trou")


def _holes_within(matrix: Matrix, cell: Cell, quarter: str | None) -> str:
    """Of a cell of the whole cité, in how many quarters nothing is open."""
    if quarter is not None or cell.ages is None or cell.band in (None, ANY):
        return ""
    every = matrix.grid.quarters
    empty = [one for one in every if _is_hole(matrix, matrix.cell(cell.ages, cell.band, one, cell.theme))]
    if not empty or not matrix.grid.asks(cell.ages, cell.band or ""):
        return ""
    said = ngettext(" · rien dans {n} quartier sur {of}", " · rien dans {n} quartiers sur {of}", len(empty))
    return said.format(n=len(empty), of=len(every))


def _is_hole(matrix: Matrix, cell: Cell) -> bool:
    return not cell.brought and cell.young.high != 0
