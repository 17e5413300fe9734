"""What registers know of the action sheets of a project: its quarters, its schools, and who may run an action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from marelle.domains.accounts.models import Organisation
from marelle.domains.calls.queries.registers import TerritoryRegisters
from marelle.kernel.clock import PARIS
from marelle.kernel.questionnaires import Entry, Field, Known
from marelle.kernel.questionnaires.registers import Proposed, wanted
from marelle.kernel.words import plain

from ..models import Action, Project
from .ground import ground_of

ORGANISATION = "organisation"
# From a register to what a cité has of it.
PLACES = {"qpv": "quarters", "college": "colleges", "school": "schools"}
FOUND = 12


def files_of_action(action: Action) -> str:
    """The purpose under which the files of an action are kept: nobody joins those of another. One that passed from
    cité to cité keeps those of the first of its line."""
    return f"projects.action:{action.carries_id or action.pk}"


@dataclass(frozen=True, slots=True)
class ProjectRegisters:
    """The registers as the sheets of one project may use them (`kernel.questionnaires.Registers`).

    A household is an organisation too: it is never offered here.
    """

    places: TerritoryRegisters

    def find(self, wanted: Mapping[str, Iterable[str]]) -> Known:
        """Price: that of the territory's, and one query when organisations are asked for."""
        rest = {register: codes for register, codes in wanted.items() if register != ORGANISATION}
        known = dict(self.places.find(rest))
        if ORGANISATION in wanted:
            numbers = [int(code) for code in wanted[ORGANISATION] if code.isdecimal()]
            rows = self._bodies().filter(pk__in=numbers) if numbers else ()
            known[ORGANISATION] = {str(body.pk): _entry(body) for body in rows}
        return known

    def search(self, register: str, text: str) -> Sequence[Entry]:
        """Price: one query for organisations, else that of the territory's."""
        if register != ORGANISATION:
            return self.places.search(register, text)
        words = plain(text)
        digits = "".join(text.split())
        found = (
            self._bodies().filter(siret=digits) if digits.isdecimal() else self._bodies().filter(plain__contains=words)
        )
        return [_entry(body) for body in found.order_by("plain", "pk")[:FOUND]] if words else []

    def near(self, register: str, guide: str, codes: Sequence[str]) -> Sequence[str]:
        """Nothing of its own: what a cité has is proposed by `known_of_action`."""
        return [] if register == ORGANISATION else self.places.near(register, guide, codes)

    def _bodies(self) -> QuerySet[Organisation]:
        return Organisation.objects.filter(invented=self.places.invented, ended_at=None).exclude(kind="family")


def _entry(body: Organisation) -> Entry:
    number = body.siret or body.uai or body.rna
    return Entry(str(body.pk), body.name, " · ".join(filter(None, (str(body.get_kind_display()), number))))


def registers_of_project(project: Project, files: str = "") -> ProjectRegisters:
    """The registers of one project, quarters as they stood when it opened. Price: none when its site was loaded."""
    opened = project.opened_at.astimezone(PARIS).date()
    return ProjectRegisters(TerritoryRegisters(project.site.invented, opened, files))


def known_of_action(action: Action, fields: Sequence[Field] = ()) -> tuple[Known, Proposed]:
    """What the registers say of the answers of a sheet, and what the cité has to propose for these fields.

    Price: nine queries at most.
    """
    registers = registers_of_project(action.project, files_of_action(action))
    form, answers = action.sheet.questionnaire.form, action.sheet.answers
    offered = _offered(action.project, fields)
    codes = {register: dict.fromkeys(found) for register, found in wanted(form, answers).items()}
    for code, found in offered.items():
        field = form.field(code)
        codes.setdefault(field.reference if field else "", {}).update(dict.fromkeys(found))
    return registers.find(codes), offered


def _offered(project: Project, fields: Sequence[Field]) -> Proposed:
    asked = {field.code: field.reference for field in fields if field.reference in PLACES}
    if not asked:
        return {}
    ground = ground_of(project)
    return {code: getattr(ground, PLACES[register]) for code, register in asked.items()}
