"""What the registers of the territory know of an application: its communes, its quarters, its schools, its files.

An invented site sees the invented places and no other; a real one, the real ones. Quarters are those of the list that
was in force when the call opened, or of any list once they were picked.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marelle.domains.territories.models import Commune, EpciCommune, Quarter, School
from marelle.domains.territories.queries import (
    figures_of,
    population_source,
    quarters_of,
    schools,
    schools_of,
    search_communes,
)
from marelle.domains.territories.queries import search_places as search
from marelle.kernel.clock import PARIS
from marelle.kernel.files.models import StoredFile
from marelle.kernel.questionnaires import Definition, Entry, Fact, Field, Known
from marelle.kernel.questionnaires.registers import FILES, Proposed, proposed, wanted
from marelle.kernel.questionnaires.values import plain_decimal

from ..models import Application

COMMUNE, QPV, COLLEGE, SCHOOL = "commune", "qpv", "college", "school"
# What is shown of each: the indicators, in their order.
_SHOWN = {
    COMMUNE: ("population",),
    QPV: ("population", "poverty"),
    COLLEGE: ("ips", "pupils"),
    SCHOOL: ("ips", "pupils"),
}
_PLACE = {COMMUNE: "commune", QPV: "quarter", COLLEGE: "school", SCHOOL: "school"}
FOUND, MOST_NEAR = 12, 60


def files_of(application: Application) -> str:
    """The purpose under which the files of an application are kept: nobody joins those of another."""
    return f"calls.application:{application.pk}"


@dataclass(frozen=True, slots=True)
class TerritoryRegisters:
    """The registers as one application may use them (`kernel.questionnaires.Registers`)."""

    invented: bool
    on: date
    files: str = ""

    def find(self, wanted: Mapping[str, Iterable[str]]) -> Known:
        """Price: at most two queries a register that is asked for, and one for all the figures."""
        asked = {register: list(codes) for register, codes in wanted.items()}
        known: dict[str, dict[str, Entry]] = {register: {} for register in asked if register in _PLACE}
        if FILES in asked:
            known[FILES] = self._files(asked[FILES])
        for register in (COMMUNE, QPV):
            if asked.get(register):
                known[register] = {entry.code: entry for entry in self._found(register, asked[register])}
        for school in self._schools([*asked.get(COLLEGE, ()), *asked.get(SCHOOL, ())]):
            register = COLLEGE if school.kind == "college" else SCHOOL
            if school.pk in asked.get(register, ()):
                known[register][school.pk] = _school(school)
        return _with_figures(known)

    def search(self, register: str, text: str) -> Sequence[Entry]:
        """Price: two queries at most, then as `find`."""
        if register == COMMUNE:
            found = search_communes(text, FOUND, include_invented=self.invented)
            codes = [one.code for one in found]
        elif register in (QPV, COLLEGE, SCHOOL):
            kind = "quarter" if register == QPV else "school"
            codes = [p.code for p in search(text, limit=4 * FOUND, kind=kind, include_invented=self.invented)]
        else:
            return []
        known = self.find({register: codes})[register]
        return [known[code] for code in codes if code in known and self._fits(register, code)][:FOUND]

    def near(self, register: str, guide: str, codes: Sequence[str]) -> Sequence[str]:
        """What stands in the communes that were picked. Price: one query."""
        if guide != COMMUNE or not codes:
            return []
        if register == QPV:
            return [one.code for one in quarters_of(codes) if self._in_force(one)]
        if register in (COLLEGE, SCHOOL):
            listed = schools_of(codes).filter(closed_on=None).filter(_kinds(register)).prefetch_related(None)
            return list(listed.values_list("pk", flat=True)[:MOST_NEAR])
        return []

    def _fits(self, register: str, code: str) -> bool:
        """A search says quarters of both lists: today's is offered, the other only to who knows its code."""
        return register != QPV or code.startswith("QN") == (self.on.year >= 2024)

    def _in_force(self, quarter: Quarter) -> bool:
        return quarter.valid_from <= self.on and (quarter.valid_to is None or self.on < quarter.valid_to)

    def _found(self, register: str, codes: list[str]) -> list[Entry]:
        if register == COMMUNE:
            return [_commune(one) for one in _communes(codes).filter(invented=self.invented)]
        return [_quarter(one) for one in Quarter.objects.filter(pk__in=codes, invented=self.invented)]

    def _schools(self, codes: list[str]) -> Iterable[School]:
        return schools().filter(pk__in=codes, invented=self.invented) if codes else ()

    def _files(self, codes: list[str]) -> dict[str, Entry]:
        numbers = [number for code in codes if (number := _uuid(code))]
        kept = StoredFile.objects.filter(pk__in=numbers, purpose=self.files) if numbers and self.files else []
        return {str(file.pk): _file(file) for file in kept}


def registers_of(application: Application) -> TerritoryRegisters:
    """The registers of one application. Price: none when its call and site were loaded with it."""
    opened = application.call.opens_at.astimezone(PARIS).date()
    return TerritoryRegisters(application.site.invented, opened, files_of(application))


def known_of(application: Application, fields: Sequence[Field] = ()) -> tuple[Known, Proposed]:
    """What the registers say of the answers of an application, and what they propose for these fields.

    Price: seven queries at most, and one for each of the fields that another one guides.
    """
    sheet = application.sheet
    return known_in(sheet.questionnaire.form, sheet.answers, registers_of(application), fields)


def known_in(
    form: Definition, answers: Mapping[str, Any], registers: TerritoryRegisters, fields: Sequence[Field] = ()
) -> tuple[Known, Proposed]:
    """The same for any form whose answers are picked from the registers of the territory. Price: as `known_of`."""
    offered = proposed(form, fields, answers, registers)
    codes = {register: dict.fromkeys(found) for register, found in wanted(form, answers).items()}
    for code, found in offered.items():
        field = form.field(code)
        codes.setdefault(field.reference if field else "", {}).update(dict.fromkeys(found))
    return registers.find(codes), offered


def _kinds(register: str) -> Q:
    return Q(kind="college") if register == COLLEGE else ~Q(kind="college")


def _uuid(code: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(code)
    except ValueError:
        return None


def _communes(codes: list[str]) -> QuerySet[Commune]:
    grouping = EpciCommune.objects.filter(valid_to=None).select_related("epci")
    found = Commune.objects.select_related("departement").filter(pk__in=codes)
    return found.prefetch_related(Prefetch("epci_memberships", grouping))


def _commune(commune: Commune) -> Entry:
    groupings = [link.epci.name for link in commune.epci_memberships.all()]  # type: ignore[attr-defined]
    facts = [Fact("grouping", _("Intercommunalité"), name) for name in groupings]
    if commune.population is not None:
        year = str(commune.population_year or _("année inconnue"))
        people, source = str(commune.population), population_source(commune)
        facts.append(Fact("population", _("Population"), people, _("habitants"), year, source))
    return Entry(commune.code, commune.name, f"{commune.departement.name} · {commune.code}", tuple(facts))


def _quarter(quarter: Quarter) -> Entry:
    listed = _("liste de {year}").format(year=quarter.generation)
    return Entry(quarter.code, quarter.name, f"{quarter.code} · {listed}")


def _school(school: School) -> Entry:
    network = next(iter(school.networks.all()), None)  # type: ignore[attr-defined]
    place = school.commune.name if school.commune else school.commune_said
    facts: tuple[Fact, ...] = ()
    if network is not None:
        since = date_format(network.valid_from, "Y")
        source = network.source.name if network.source else _("Listes de l’Éducation nationale")
        facts = (Fact("network", _("Éducation prioritaire"), network.status, "", since, source),)
    kind = str(school.get_kind_display())
    return Entry(school.uai, school.shown_name, " · ".join(filter(None, (kind, place, school.uai))), facts)


def _file(file: StoredFile) -> Entry:
    size = filesizeformat(file.size)
    return Entry(str(file.pk), file.name, size, (Fact("sha256", _("Empreinte"), file.sha256),))


def _with_figures(known: Mapping[str, Mapping[str, Entry]]) -> Known:
    """The entries with their newest figures, each with its year and its source. Price: one query, or none."""
    places = {
        f"{_PLACE[register]}:{code}": (register, code)
        for register, entries in known.items()
        if register in _PLACE
        for code in entries
    }
    figures: Mapping[str, Mapping[str, Any]] = figures_of(list(places)) if places else {}
    whole = {register: dict(entries) for register, entries in known.items()}
    for place, (register, code) in places.items():
        entry, rows = whole[register][code], figures.get(place, {})
        said = [_fact(rows[name]) for name in _SHOWN[register] if name in rows]
        dated = {fact.code for fact in said}
        kept = [fact for fact in entry.facts if fact.code not in dated]
        whole[register][code] = Entry(entry.code, entry.label, entry.detail, (*kept, *said))
    return whole


def _fact(row: Any) -> Fact:
    value = plain_decimal(Decimal(row.shown))
    name, unit = _(row.indicator.label), _(row.indicator.unit)
    return Fact(row.indicator_id, name, value, unit, row.period.label, row.source.name)
