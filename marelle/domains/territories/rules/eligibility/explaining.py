"""From facts to answers: one function a kind of condition, each standing on what it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .answers import Answer, Explanation, Verdict
from .facts import Cited, CommuneFacts, Fact, SchoolFacts
from .grammar import Condition, Rules
from .populations import answer_population, no_list, no_quarter

MOST_SHOWN = 6  # facts shown to whoever judges
MOST_CITED = 5  # facts on which an answer is shown to stand, where many say the same


def explain(rules: Rules, facts: CommuneFacts) -> Explanation:
    """The answer to each condition, in the order of the rules. Linear in the number of schools and quarters."""
    return Explanation(rules, tuple(_ANSWERS[condition.kind](condition, facts) for condition in rules.conditions))


def _quarter_exists(condition: Condition, facts: CommuneFacts) -> Answer:
    if facts.quarters:
        listed = tuple(quarter.listed for quarter in facts.quarters)
        names = ", ".join(quarter.name for quarter in facts.quarters[:6])
        if len(facts.quarters) > 6:
            names += "…"
        sentence = ngettext(
            "{count} quartier prioritaire : {names}.", "{count} quartiers prioritaires : {names}.", len(listed)
        )
        return Answer(condition, Verdict.HOLDS, sentence.format(count=len(listed), names=names), listed)
    return no_quarter(condition, facts) if facts.quarters_listed else no_list(condition, facts)


def _school_exists(condition: Condition, facts: CommuneFacts) -> Answer:
    of_kind = [school for school in facts.schools if _is_such(condition, school)]
    if condition.networks:
        return _in_network(condition, facts, of_kind)
    if of_kind:
        return Answer(condition, Verdict.HOLDS, _named(of_kind), _cited(school.listed for school in of_kind))
    if facts.schools_listed is None:
        return Answer(
            condition,
            Verdict.UNKNOWN,
            _("Aucune liste d’établissements n’a été chargée pour cette commune."),
            settles=condition.settles or _("L’annuaire de l’Éducation nationale."),
        )
    sentence = _("Aucun établissement de cette sorte dans la liste.")
    return Answer(condition, Verdict.FAILS, sentence, (facts.schools_listed,))


def _is_such(condition: Condition, school: SchoolFacts) -> bool:
    return (not condition.kinds or school.kind in condition.kinds) and condition.sector in ("", school.sector)


def _in_network(condition: Condition, facts: CommuneFacts, of_kind: list[SchoolFacts]) -> Answer:
    inside = [(school, school.network) for school in of_kind if school.network_status in condition.networks]
    cited = _cited(network for _school, network in inside if network is not None)
    if cited:
        return Answer(condition, Verdict.HOLDS, _named([school for school, _network in inside]), cited)
    if facts.networks_listed is None:
        return Answer(
            condition,
            Verdict.UNKNOWN,
            _("La liste de l’éducation prioritaire n’a pas été chargée."),
            settles=condition.settles or _("La liste des écoles et collèges en REP et REP+."),
        )
    sentence = _("Aucun établissement de la commune n’est en éducation prioritaire dans la liste.")
    return Answer(condition, Verdict.FAILS, sentence, (facts.networks_listed,))


def _cited(facts: Iterable[Fact], most: int = MOST_CITED) -> tuple[Cited, ...]:
    """The first of these facts, written out."""
    return tuple(fact.cited() for fact in islice(facts, most))


def _named(schools: list[SchoolFacts]) -> str:
    names = ", ".join(school.shown_name for school in schools[:3])
    more = len(schools) - 3
    if more > 0:
        return ngettext("{names} et {more} autre.", "{names} et {more} autres.", more).format(names=names, more=more)
    return f"{names}."


def _figure(condition: Condition, facts: CommuneFacts) -> Answer:
    known = list(_figures(condition.place, condition.indicator, facts))
    beyond = [fact for fact in known if _is_beyond(condition, fact)]
    if beyond:
        return Answer(condition, Verdict.HOLDS, _("Ce chiffre passe le seuil."), _cited(beyond))
    if known and _is_whole(condition.place, len(known), facts):
        return Answer(condition, Verdict.FAILS, _("Aucun chiffre ne passe le seuil."), _cited(known))
    sentence = _("Ce chiffre n’est pas connu partout.") if known else _("Ce chiffre n’est pas connu.")
    settles = condition.settles or _("Ce chiffre, avec sa source. L’équipe peut l’ajouter ici.")
    return Answer(condition, Verdict.UNKNOWN, sentence, _cited(known), settles)


def _figures(place: str, indicator: str, facts: CommuneFacts) -> Iterable[Fact]:
    held: Sequence[Mapping[str, Fact]] = [facts.figures, *facts.others]
    if place == "quarter":
        held = [quarter.figures for quarter in facts.quarters]
    elif place == "school":
        # What is shown first is what weighs most: priority education, then collèges.
        ranked = sorted(facts.schools, key=lambda one: (not one.network_status, one.kind != "college"))
        held = [school.figures for school in ranked]
    return (figures[indicator] for figures in held if indicator in figures)


def _is_beyond(condition: Condition, fact: Fact) -> bool:
    if fact.value is None:
        return False
    if condition.over is not None:
        return fact.value > condition.over
    return condition.under is not None and fact.value < condition.under


def _is_whole(place: str, known: int, facts: CommuneFacts) -> bool:
    """True when every place of this kind has its figure: only then can « none » be said."""
    places = {"commune": 1 + len(facts.others), "quarter": len(facts.quarters), "school": len(facts.schools)}
    return known == places[place]


def _stated(condition: Condition, facts: CommuneFacts) -> Answer:
    held = [facts.figures, *facts.others, *(quarter.figures for quarter in facts.quarters)]
    cited = [figures[code] for figures in held for code in condition.indicators if code in figures]
    yes = tuple(fact for fact in cited if fact.value)
    if yes:
        return Answer(condition, Verdict.HOLDS, _("Une source le dit."), yes)
    asked = len(condition.indicators) * max(1, len(facts.quarters))
    if cited and len(cited) >= asked:
        return Answer(condition, Verdict.FAILS, _("Des sources disent que non."), tuple(cited))
    settles = condition.settles or _("Une source qui le dise. L’équipe peut l’ajouter ici.")
    return Answer(condition, Verdict.UNKNOWN, _("Aucune source que nous ayons ne le dit."), tuple(cited), settles)


def _appreciation(condition: Condition, facts: CommuneFacts) -> Answer:
    places = ("commune", "school")
    shown = (fact for code in condition.shows for place in places for fact in _figures(place, code, facts))
    sentence = _("Des personnes en jugent ; aucun chiffre ne suffit.")
    return Answer(condition, Verdict.JUDGED, sentence, _cited(shown, MOST_SHOWN), condition.settles)


_ANSWERS: dict[str, Callable[[Condition, CommuneFacts], Answer]] = {
    "quarter_exists": _quarter_exists,
    "quarter_population": answer_population,
    "school_exists": _school_exists,
    "figure": _figure,
    "stated": _stated,
    "appreciation": _appreciation,
}
