"""Where a plan stands apart from those alike: cell by cell, the hours that are missing here, those that are open more.

Hours open ask neither for seats nor for people: what an age has at a moment is exact, though several ages share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.models import Action
from marelle.domains.projects.queries.coverage import AGES
from marelle.domains.projects.rules.bands import ANY, TIME_BANDS
from marelle.engines.coverage import Ages, Beside, Matrix, Ratio, Stands, apart, stands
from marelle.web.ui.matrices import Head, Line, Square
from marelle.web.ui.offers import WHEN

from .plan_asked import Asked, Place
from .plan_words import LETTERS, ages_words, durations, more_or_less, people

# Under this number a quartile would tell the plan of one cité.
FEWEST: Final = 4
MOST_SAID: Final = 8
LEGEND: Final = (
    ("hole", gettext_lazy("moins que dans trois quarts des cités proches")),
    ("bar-sure", gettext_lazy("ouvert ici : un carré plein vaut ce qu’un quart des cités proches dépassent")),
    ("unknown", gettext_lazy("hachures : un nombre est inconnu ici")),
    ("none", gettext_lazy("rien ne peut en être dit, ou il n’y a rien à comparer")),
)
Told = Mapping[tuple[Ages | None, str | None], Beside]


@dataclass(frozen=True, slots=True)
class Apart:
    """One cell that differs, as a sentence; `young`: who lives here at that age; `url` opens it in the plan, `shared`
    are actions that others share."""

    title: str
    said: str
    young: str
    url: str
    place: tuple[int, str]
    shared: Sequence[Action] = ()


def by_place(told: Iterable[Beside]) -> Told:
    return {(one.ages, one.band): one for one in told}


def lacking(told: Iterable[Beside], matrix: Matrix, asked: Asked) -> list[Apart]:
    """The cells where half of those alike surely open more hours, the largest gap first."""
    less = [one for one in _cells(told, matrix) if stands(one, FEWEST) in (Stands.BELOW, Stands.LESS)]
    return [_less(one, matrix, asked) for one in sorted(less, key=_gap)[:MOST_SAID]]


def ahead(told: Iterable[Beside], matrix: Matrix, asked: Asked) -> list[Apart]:
    """The cells where this cité surely opens more hours than three quarters of those alike, the largest gap first."""
    more = [one for one in _cells(told, matrix) if stands(one, FEWEST) is Stands.ABOVE]
    return [_more(one, matrix, asked) for one in sorted(more, key=_gap, reverse=True)[:MOST_SAID]]


def untold(told: Iterable[Beside], matrix: Matrix) -> int:
    """Of how many cells nothing is said, for too few of those alike are known. Price: none."""
    return sum(stands(one, FEWEST) is Stands.FEW for one in _cells(told, matrix))


def _cells(told: Iterable[Beside], matrix: Matrix) -> Iterator[Beside]:
    """The cells of the week: one age at one moment, where something may be asked of it."""
    for one in told:
        if one.ages and one.band and one.band != ANY and matrix.grid.asks(one.ages, one.band):
            yield one


def _gap(one: Beside) -> Fraction:
    """What is sure of the gap in a year: the nearest to nothing of its two ends."""
    gap = apart(one)
    assert gap is not None
    return gap.high if gap.high < 0 else gap.low


def _weekly(time: Ratio, one: Beside, matrix: Matrix) -> Ratio:
    """Minutes of the year as minutes of a typical week of the moment, where it has weeks."""
    band = matrix.grid.band_named.get(one.band or "")
    return time if band is None else Ratio(time.low / band.weeks, time.high / band.weeks)


def _hours(time: Ratio | None, one: Beside, matrix: Matrix) -> str:
    return durations(None if time is None else _weekly(time, one, matrix))


def _less(one: Beside, matrix: Matrix, asked: Asked) -> Apart:
    gap = apart(one)
    assert one.ours is not None and gap is not None
    if one.ours.high == 0:
        said = _("rien ici ; la moitié des cités proches ouvrent {half} par semaine ou plus").format(
            half=_hours(one.median, one, matrix)
        )
    else:
        said = _("{here} par semaine ici, {gap} de moins que la moitié des cités proches").format(
            here=_hours(one.ours, one, matrix), gap=_hours(Ratio(-gap.high, -gap.low), one, matrix)
        )
    if stands(one, FEWEST) is Stands.BELOW:
        said = _("{said} ; trois quarts ouvrent davantage").format(said=said)
    return _apart(one, said, matrix, asked)


def _more(one: Beside, matrix: Matrix, asked: Asked) -> Apart:
    said = _("{here} par semaine ici, {gap} de plus que la moitié des cités proches").format(
        here=_hours(one.ours, one, matrix), gap=_hours(apart(one), one, matrix)
    )
    return _apart(one, said, matrix, asked)


def _apart(one: Beside, said: str, matrix: Matrix, asked: Asked) -> Apart:
    assert one.ages and one.band
    title = _("{ages}, {when}").format(ages=ages_words(one.ages), when=WHEN[one.band])
    young = people(matrix.offered(one.ages)[1])
    return Apart(title, said, young, _url(asked, one.ages, one.band), (one.ages.first, one.band))


def _url(asked: Asked, ages: Ages | None, band: str | None) -> str:
    return asked.url(anchor="cellule", quartier="cite", cellule=Place(ages, band), avec="", theme="")


def heads() -> list[Head]:
    return [*(Head(ages_words(ages)) for ages in AGES), Head(_("Tous les âges"), total=True)]


def lines_of(told: Told, matrix: Matrix, asked: Asked) -> Iterator[Line]:
    """Each moment by age: how far this cité stands from the half of those alike."""
    for band in TIME_BANDS:
        letter, mark = LETTERS[band.code]
        yield Line(band.label, _squares(told, matrix, asked, band.code), letter=letter, mark=mark)
    year = _("dans l’année")
    yield Line(_("Sans moment fixe"), _squares(told, matrix, asked, ANY), year, letter="Z")
    yield Line(_("Tous les moments"), _squares(told, matrix, asked, None), year, total=True)


def _squares(told: Told, matrix: Matrix, asked: Asked, band: str | None) -> list[Square]:
    return [_square(told[ages, band], matrix, asked) for ages in (*AGES, None)]


def _square(one: Beside, matrix: Matrix, asked: Asked) -> Square:
    where, url = stands(one, FEWEST), _url(asked, one.ages, one.band)
    if one.ages and one.band and one.band != ANY and not matrix.grid.asks(one.ages, one.band):
        return Square("off", _("sans objet"))
    if where is Stands.FEW:
        return Square("none", _("trop peu de cités"), url=url)
    if where is Stands.UNKNOWN:
        return Square("unknown", _("inconnu"), _("ici"), url=url)
    if _nobody_opens(one):
        return Square("none", _("rien"), _("comme trois quarts"), url=url)
    tone = "hole" if where is Stands.BELOW else "d1"
    here = _("ici {hours}").format(hours=_hours(one.ours, one, matrix))
    return Square(tone, _gap_words(one, matrix), here, url=url, bar=None if tone == "hole" else _bar(one))


def _gap_words(one: Beside, matrix: Matrix) -> str:
    gap = apart(one)
    return _("inconnu") if gap is None else more_or_less(_weekly(gap, one, matrix))


def _nobody_opens(one: Beside) -> bool:
    """Nothing here, and nothing in three quarters of those alike."""
    return one.ours is not None and one.upper is not None and one.ours.high == one.upper.high == 0


def _bar(one: Beside) -> tuple[int, int] | None:
    """What is offered here, in percent of what a quarter of those alike exceed."""
    if one.ours is None or one.upper is None:
        return None
    if not one.upper.high:
        return (100 if one.ours.low else 0), 100
    low, high = (min(100, int(100 * end / one.upper.high)) for end in (one.ours.low, one.ours.high))
    return low, high


def with_shared(cells: Iterable[Apart], shared: Mapping[tuple[int, str], Sequence[Action]]) -> list[Apart]:
    """The same cells, each with the actions of other cités that are open there. Price: none."""
    return [replace(one, shared=shared.get(one.place, ())) for one in cells]
