"""Who must speak on a dossier, and what a set of voices amounts to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

OPINIONS: dict[str, str | Promise] = {
    "favourable": _("Favorable"),
    "reservations": _("Favorable avec réserves"),
    "unfavourable": _("Défavorable"),
    "abstained": _("S’abstient"),
    "recused": _("Se déporte"),
}
CARRIES = frozenset({"favourable", "reservations"})


@dataclass(frozen=True, slots=True)
class Seat:
    """One place at the table: its code, its name for people, the permission that lets somebody speak from it."""

    code: str
    label: str
    permission: str


@dataclass(frozen=True, slots=True)
class DossierRule:
    """The seats that must all have spoken, the opinions that may be given without reasons, and the seats (`advisory`)
    that are heard without carrying anything."""

    seats: tuple[Seat, ...]
    silent: frozenset[str] = frozenset()
    advisory: frozenset[str] = frozenset()

    def seat(self, code: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.code == code), None)

    def as_data(self) -> dict[str, Any]:
        seats = [{"code": s.code, "label": s.label, "permission": s.permission} for s in self.seats]
        told: dict[str, Any] = {"seats": seats, "silent": sorted(self.silent)}
        return told | ({"advisory": sorted(self.advisory)} if self.advisory else {})


def read_rule(data: Mapping[str, Any]) -> DossierRule:
    """The rule kept with a dossier, its seats named in the reader's language.

    Raises `ValueError` on one that nobody could obey.
    """
    seats = tuple(Seat(str(s["code"]), gettext(str(s["label"])), str(s["permission"])) for s in data["seats"])
    silent, advisory = frozenset(data.get("silent", ())), frozenset(data.get("advisory", ()))
    codes = {seat.code for seat in seats}
    if len(codes) != len(seats) or not codes - advisory or not advisory <= codes or not silent <= set(OPINIONS):
        raise ValueError("a rule needs at least one seat that carries, each code once, and known opinions")
    return DossierRule(seats, silent, advisory)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a version stands: who has spoken, who is awaited."""

    spoken: Mapping[str, str]  # seat → opinion
    awaited: tuple[str, ...]
    advisory: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        return not self.awaited

    @property
    def carried(self) -> bool:
        """Every seat has spoken, and none of those that carry against."""
        carrying = [opinion for seat, opinion in self.spoken.items() if seat not in self.advisory]
        return self.complete and all(opinion in CARRIES for opinion in carrying)


def standing(rule: DossierRule, voices: Sequence[tuple[str, str]]) -> Standing:
    """`voices`: (seat, opinion) pairs on one version."""
    spoken = {seat: opinion for seat, opinion in voices if rule.seat(seat)}
    return Standing(spoken, tuple(seat.code for seat in rule.seats if seat.code not in spoken), rule.advisory)
