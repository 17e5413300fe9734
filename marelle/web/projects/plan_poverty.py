"""The poorest quarters of a cité beside the others: hours offered for each young person, and the gap."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from marelle.domains.projects.queries.coverage import Coverage
from marelle.engines.coverage import Group, Poverty, Ratio, by_poverty

from .plan_words import duration, durations, each_of, people, quarter_name


@dataclass(frozen=True, slots=True)
class Side:
    """One group of quarters: its name, its quarters, the young people there, the hours offered to each in a year."""

    label: str
    quarters: str
    young: str
    each: str
    known: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The groups that there are, and the gap in a sentence."""

    sides: list[Side]
    gap: str


def poverty_of(coverage: Coverage, theme: str | None = None) -> Beside:
    """Price: none."""
    told = by_poverty(coverage.matrix, coverage.poverty, theme=theme)
    named = (
        (_("Les plus pauvres"), told.poorest),
        (_("Les autres"), told.others),
        (_("Taux de pauvreté inconnu"), told.unrated),
    )
    return Beside([_side(coverage, label, group) for label, group in named if group], gap_words(told))


def _side(coverage: Coverage, label: str, group: Group) -> Side:
    names = ", ".join(quarter_name(coverage, code) for code in group.quarters)
    each = each_of(group.offered, group.young)
    return Side(label, names, people(group.young), each or "", each is not None)


def gap_words(told: Poverty) -> str:
    """Who has more, and by how much; or why nobody can say."""
    if told.poorest is None:
        return _(
            "Aucun quartier n’est plus pauvre que les autres, ou les taux de pauvreté manquent : "
            "il n’y a rien à comparer."
        )
    if told.gap is None:
        return _("L’écart est inconnu : il manque des nombres de jeunes, des places ou des heures.")
    return _gap(told.gap)


def _gap(gap: Ratio) -> str:
    if gap.low == gap.high == 0:
        return _("Autant d’heures par jeune des deux côtés.")
    if gap.low >= 0:
        return _("Chaque jeune des quartiers les plus pauvres a {hours} de plus dans l’année.").format(
            hours=durations(gap)
        )
    if gap.high <= 0:
        less = durations(Ratio(-gap.high, -gap.low))
        return _("Chaque jeune des quartiers les plus pauvres a {hours} de moins dans l’année.").format(hours=less)
    less, more = duration(-gap.low), duration(gap.high)
    return _(
        "L’écart va de {less} de moins à {more} de plus : les places partagées ne permettent pas d’en dire plus."
    ).format(less=less, more=more)


def gap_in_short(told: Poverty) -> str | None:
    """« 3 h de moins », « autant »: what each young person of the poorest quarters has beside the others in a year.

    None where nobody can say.
    """
    if told.poorest is None:
        return _("rien à comparer") if _all_rated(told) else None
    if told.gap is None:
        return None
    low, high = told.gap.low, told.gap.high
    if low == high == 0:
        return _("autant")
    if low >= 0:
        return _("{hours} de plus").format(hours=durations(told.gap))
    if high <= 0:
        return _("{hours} de moins").format(hours=durations(Ratio(-high, -low)))
    return _("de {less} de moins à {more} de plus").format(less=duration(-low), more=duration(high))


def _all_rated(told: Poverty) -> bool:
    return told.unrated is None and told.others is not None
