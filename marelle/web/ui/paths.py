"""Steps on a way: the squares of a hopscotch, the entries of a timeline; and the eight squares of the programme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Place = Literal["done", "here", "ahead"]
PLACES = ("done", "here", "ahead")
PLACE_WORDS = {"done": _("fait"), "here": _("en cours"), "ahead": _("à venir")}


@dataclass(frozen=True, slots=True)
class Step:
    """One square: its label, whether it is behind, here or ahead, perhaps a line under it and an address."""

    label: str | Promise
    place: Place
    note: str | Promise = ""
    url: str = ""

    def __post_init__(self) -> None:
        if self.place not in PLACES:
            raise ValueError(f"a step is done, here or ahead, not {self.place!r}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline: when, what, perhaps more words, its state and an address."""

    when: date | str
    title: str | Promise
    text: str | Promise = ""
    tone: str = "neutral"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a calendar: what, from which day to which (None: no first, or no last, day), and its words."""

    title: str | Promise
    starts: date | None
    ends: date | None
    when: str | Promise
    place: Place = "ahead"


def steps(labels: list[str | Promise], here: int) -> list[Step]:
    """Labels as steps; `here`, from 1, is where one stands (0: before the first; one past the last: all done)."""
    order = {-1: "done", 0: "here", 1: "ahead"}
    return [
        Step(label, order[(number > here) - (number < here)])  # type: ignore[arg-type]
        for number, label in enumerate(labels, start=1)
    ]


PROGRAMME: list[str | Promise] = [
    _("Appel"),
    _("Avant-projet"),
    _("Avis du préfet et du recteur"),
    _("Label"),
    _("Projet finalisé avant le 31 décembre"),
    _("Actions et budget"),
    _("Mercredi, soir, semaine"),
    _("Ce qui change pour les enfants"),
]
