"""The poorest quarters of a cité beside the others: hours offered for each young person, and the gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.projects.queries.coverage import Coverage
from marelle.engines.coverage import Group, Hole, Poverty, Ratio, Sides, by_poverty

from .plan_words import duration, durations, each_of, more_or_less, people, quarter_name


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
    """The groups that there are, the gap in a sentence, who is called poorest, and the rates with their sources."""

    sides: list[Side]
    gap: str
    definition: str
    rates: list[str]


def poverty_of(coverage: Coverage, theme: str | None = None) -> Beside:
    """Price: none."""
    told = by_poverty(coverage.matrix, coverage.poverty, theme=theme)
    named = (
        (_("Les plus pauvres"), told.poorest),
        (_("Les autres"), told.others),
        (_("Taux de pauvreté inconnu"), told.unrated),
    )
    groups = [_side(coverage, label, group) for label, group in named if group]
    return Beside(groups, gap_words(told), definition_words(), rates_words(coverage))


def definition_words() -> str:
    return _(
        "Les plus pauvres : les quartiers dont le taux de pauvreté dépasse la médiane de ceux de la cité dont le taux "
        "est connu. Taux de pauvreté : part des personnes qui vivent avec moins de 60 % du niveau de vie médian."
    )


def rates_words(coverage: Coverage) -> list[str]:
    """« La Verrerie : 45,2 % (Insee, 1er janvier 2018) », quarter by quarter; unknown where nobody says it."""
    told = []
    for quarter in coverage.quarters:
        rate = coverage.rates.get(quarter.pk)
        if rate is None:
            told.append(_("{name} : taux inconnu").format(name=quarter.name))
        else:
            facts = {
                "rate": number_format(rate.value, 1),
                "source": rate.source,
                "day": date_format(rate.starts_on, "j F Y"),
            }
            told.append(_("{name} : {rate} % ({source}, {day})").format(name=quarter.name, **facts))
    return told


SIDES = {
    "poorest": gettext_lazy("un des plus pauvres"),
    "others": gettext_lazy("pas parmi les plus pauvres"),
    "unrated": gettext_lazy("taux de pauvreté inconnu"),
}


def named_with_side(coverage: Coverage) -> list[tuple[str, str]]:
    """The quarters, each with its side where there are two to tell apart or where it is unknown."""
    told = coverage.sides
    if not told.poorest:
        return [(quarter.pk, quarter.name) for quarter in coverage.quarters]
    return [(quarter.pk, f"{quarter.name} ({SIDES[told.of(quarter.pk)]})") for quarter in coverage.quarters]


def holes_words(coverage: Coverage, found: Sequence[Hole]) -> str:
    """How many holes the poorest quarters have, beside the others; empty where nobody can say."""
    told = coverage.sides
    if not told.poorest:
        return ""
    counted = [sum(hole.cell.quarter in side for hole in found) for side in told]
    said = _("{n} dans les quartiers les plus pauvres ({of}), {m} dans les autres ({others})").format(
        n=counted[0], of=_quarters(told.poorest), m=counted[1], others=_quarters(told.others)
    )
    if not told.unrated:
        return said
    more = _("{n} là où le taux de pauvreté est inconnu ({of})").format(n=counted[2], of=_quarters(told.unrated))
    return f"{said}, {more}"


def _quarters(some: Sequence[str]) -> str:
    return ngettext("{n} quartier", "{n} quartiers", len(some)).format(n=len(some))


def meant_for_poorest(quarters: Sequence[str], told: Sides) -> str | None:
    """Whether an action is for the poorest quarters; None: unknown, or no quarter is poorer than the others."""
    if not told.poorest:
        return _("sans objet") if told.others and not told.unrated else None
    if not quarters:
        return _("toute la cité")
    here = [told.of(code) for code in quarters]
    if "poorest" in here:
        return _("oui") if set(here) == {"poorest"} else _("en partie")
    return None if "unrated" in here else _("non")


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
    return more_or_less(told.gap)


def _all_rated(told: Poverty) -> bool:
    return told.unrated is None and told.others is not None
