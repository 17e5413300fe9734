"""How the plan says its numbers: an interval in plain words, hours, who lives there, a hole as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.projects.queries.coverage import Coverage
from marelle.domains.projects.rules.bands import AGE_BANDS, ANY, TIME_BANDS, band_label
from marelle.domains.projects.rules.young import Count
from marelle.engines.coverage import Ages, Around, Between, Cell, Hole, Matrix, Ratio, around, over
from marelle.web.ui.offers import WHEN

SAID_AT_MOST = 3
AGE_NAMED = {Ages(age.lowest, age.beyond): age for age in AGE_BANDS}
LETTERS = {band.code: (band.letter, place) for place, band in enumerate(TIME_BANDS, 1)}


def ages_words(ages: Ages | None) -> str:
    """« 11 à 14 ans », or all of them."""
    return AGE_NAMED[ages].label if ages else _("Tous les âges")


def band_words(band: str | None) -> str:
    return band_label(band) if band else _("Toute la semaine et l’année")


def interval(number: Between) -> str:
    """« 64 », « de 0 à 64 », « au moins 64 », « inconnu »."""
    return _said(number, _("au moins {n}"), _("de {low} à {high}"))


def interval_short(number: Between) -> str:
    """« 64 », « 0 à 64 », « 64 + », « inconnu »: where there is little room."""
    return _said(number, _("{n} +"), _("{low} à {high}"))


def _said(number: Between, at_least: str, between: str) -> str:
    if number.unknown:
        return _("inconnu")
    low = number_format(number.low)
    if number.high is None:
        return at_least.format(n=low)
    return low if number.exact else between.format(low=low, high=number_format(number.high))


def people(number: Between) -> str:
    """« 420 jeunes », « de 0 à 420 jeunes », « nombre de jeunes inconnu »."""
    return _("nombre de jeunes inconnu") if number.unknown else _people(number, interval(number))


def people_short(number: Between) -> str:
    return _people(number, interval_short(number))


def _people(number: Between, said: str) -> str:
    most = number.low if number.high is None else number.high
    return ngettext("{n} jeune", "{n} jeunes", most).format(n=said)


def places(number: Between) -> str:
    if number.unknown:
        return _("places inconnues")
    most = number.low if number.high is None else number.high
    return ngettext("{n} place", "{n} places", most).format(n=interval(number))


def reached(cell: Cell) -> str:
    """« 64 sur 420 », « de 0 à 64 sur 420 »; where nobody knows how many live there, the seats."""
    if cell.young.unknown:
        return places(cell.seats)
    return _("{reach} sur {young}").format(reach=interval(cell.reach), young=interval(cell.young))


def reached_short(cell: Cell) -> tuple[str, str]:
    """« 0 à 64 » and « / 420 »; where nobody knows how many live there, the seats alone."""
    if cell.young.unknown:
        return (_("inconnu") if cell.seats.unknown else places(cell.seats)), ""
    return interval_short(cell.reach), f"/\u00a0{interval_short(cell.young)}"


def duration(minutes: Fraction | int) -> str:
    """« 0 h », « 45 min », « 3 h », « 3 h 30 »; a minute that is begun counts."""
    whole = -(-Fraction(minutes).numerator // Fraction(minutes).denominator)
    hours, rest = divmod(whole, 60)
    if rest and not hours:
        return _("{n} min").format(n=rest)
    if not rest or hours >= 20:
        return _("{n} h").format(n=number_format(hours + (rest >= 30)))
    return _("{n} h {rest}").format(n=hours, rest=f"{rest:02d}")


def durations(time: Between | Ratio | None) -> str:
    if time is None or (isinstance(time, Between) and time.unknown):
        return _("heures inconnues")
    if time.high is None:
        return _("au moins {n}").format(n=duration(time.low))
    low, high = duration(time.low), duration(time.high)
    return low if low == high else _("de {low} à {high}").format(low=low, high=high)


def more_or_less(gap: Ratio) -> str:
    """« 3 h de moins », « 2 h de plus », « autant », or the two ends where the numbers leave a doubt."""
    low, high = gap.low, gap.high
    if low == high == 0:
        return _("autant")
    if low >= 0:
        return _("{hours} de plus").format(hours=durations(gap))
    if high <= 0:
        return _("{hours} de moins").format(hours=durations(Ratio(-high, -low)))
    return _("de {less} de moins à {more} de plus").format(less=duration(-low), more=duration(high))


def weekly(matrix: Matrix, cell: Cell) -> str:
    """Hours in a typical week of the band; of what has no one band, hours in the year."""
    if cell.band in matrix.grid.band_named:
        return _("{hours} par semaine").format(hours=durations(matrix.weekly(cell)))
    return _("{hours} dans l’année").format(hours=durations(cell.minutes))


def weekly_short(matrix: Matrix, cell: Cell) -> str:
    """« 3 h 40 / sem. »"""
    if cell.band in matrix.grid.band_named:
        return _("{hours} / sem.").format(hours=durations(matrix.weekly(cell)))
    return _("{hours} / an").format(hours=durations(cell.minutes))


def each_words(cell: Cell) -> str | None:
    """Hours offered to each young person in a year; where a number is missing, what is sure; None: nothing is."""
    return each_of(cell.offered, cell.young)


def each_of(offered: Between, young: Between) -> str | None:
    """The same of so many minutes × seats, for so many young people."""
    each = over(offered, young)
    if each is not None:
        return durations(each)
    if young.high and offered.low:
        return _("au moins {n}").format(n=duration(Fraction(offered.low, young.high)))
    if young.low and offered.high is not None:
        return _("au plus {n}").format(n=duration(Fraction(offered.high, young.low)))
    return None


def share_words(rate: Ratio) -> str:
    low, high = (int(part * 100 + Fraction(1, 2)) for part in (rate.low, rate.high))
    if low == high:
        return _("{n} %").format(n=low)
    return _("de {low} à {high} %").format(low=low, high=high)


def listed(words: Sequence[str]) -> str:
    """A few of them, and how many more."""
    more = len(words) - SAID_AT_MOST
    said = ", ".join(words[:SAID_AT_MOST])
    return (
        said if more <= 0 else ngettext("{said} et {n} autre", "{said} et {n} autres", more).format(said=said, n=more)
    )


def titles(coverage: Coverage, codes: Iterable[str]) -> str:
    return listed([f"« {coverage.actions[code].title} »" for code in codes if code in coverage.actions])


def who_lives_there(coverage: Coverage, hole: Hole) -> str:
    """How many young people a hole is about; where the ages of a source straddle ours, what the source counts."""
    said, counts = people(hole.without), straddling(coverage, hole.cell)
    if hole.without.exact or not counts:
        return said
    told = listed([_("{people} de {first} à {last} ans").format(**_count(count)) for count in counts])
    return _("{said} (on y compte {told})").format(said=said, told=told)


def _count(count: Count) -> dict[str, object]:
    said = ngettext("{n} jeune", "{n} jeunes", count.number).format(n=number_format(count.number))
    return {"people": said, "first": count.lowest, "last": count.beyond - 1}


def straddling(coverage: Coverage, cell: Cell) -> list[Count]:
    """The counts of the quarter whose ages meet those of a cell without being within them."""
    ages = cell.ages
    if ages is None:
        return []
    here = [count for count in coverage.counts if count.quarter == cell.quarter]
    meeting = [count for count in here if count.lowest < ages.end and ages.first < count.beyond]
    return [count for count in meeting if not (ages.first <= count.lowest and count.beyond <= ages.end)]


def quarter_name(coverage: Coverage, code: str | None) -> str:
    return next((quarter.name for quarter in coverage.quarters if quarter.pk == code), _("Toute la cité"))


def hole_title(coverage: Coverage, hole: Hole) -> str:
    """« La Verrerie : personne pour les 18 à 25 ans, le mercredi. »"""
    return _("{quarter} : rien pour les {ages}, {when}.").format(
        quarter=quarter_name(coverage, hole.cell.quarter),
        ages=ages_words(hole.cell.ages),
        when=WHEN[hole.cell.band or ANY],
    )


def around_words(coverage: Coverage, hole: Hole) -> list[str]:
    """What there is next door, one sentence for each way of being near; empty when there is nothing at all."""
    near: Around = around(coverage.matrix, hole)
    said = [
        _("les {ages}, au même moment : {what}").format(ages=ages_words(ages), what=titles(coverage, codes))
        for ages, codes in near.other_ages
    ][:2]
    said += [
        _("ailleurs, {quarter} : {what}").format(quarter=quarter_name(coverage, quarter), what=titles(coverage, codes))
        for quarter, codes in near.other_quarters
    ][:2]
    said += [
        _("pour les mêmes, {when} : {what}").format(when=WHEN[band], what=titles(coverage, codes))
        for band, codes in near.other_bands
    ][:2]
    if near.anytime:
        said.append(_("sans moment fixe : {what}").format(what=titles(coverage, near.anytime)))
    return said
