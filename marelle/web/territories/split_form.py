"""The form of a split: where each quarter, school, action, decision and right goes; what is proposed, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from marelle.domains.observatory.queries.splitting import Whole, actions_placed, communes_of, schools_placed
from marelle.domains.projects.models import Action
from marelle.domains.projects.rules.placing import BY_AMOUNTS, BY_NOTHING, BY_QUARTERS, shared
from marelle.domains.territories.models import Quarter, School, Site
from marelle.domains.territories.queries import free_slug
from marelle.domains.territories.services import Ground, Part
from marelle.flows.split_site import PartTold
from marelle.kernel.money import Cents, NotAnAmount, euros, parse_euros

from .ground_forms import Change, right_words
from .split_beside import (
    BY_RULE,
    EVERYWHERE,
    NOWHERE,
    STAYS,
    meeting_label,
    meeting_placed,
    partner_parts,
    task_label,
    task_placed,
    what_stays,
    why_partner,
    why_school,
)

MOST_PARTS = 4


def quarter_sides(whole: Whole, said: Mapping[str, Any]) -> dict[str, int]:
    """The part of each quarter, by code, as far as it is said."""
    return _numbers({row.pk: said.get(f"q_{row.pk}") for row in whole.quarters})


def sides_of(whole: Whole, said: Mapping[str, Any]) -> dict[str, int]:
    """The part of each quarter and school, by code, as far as it is said; a school of which nothing is said is where it
    is proposed."""
    quarters = quarter_sides(whole, said)
    placed = {pk: told.part for pk, told in schools_placed(whole, quarters).items() if told.part}
    return placed | _numbers({row.pk: said.get(f"s_{row.pk}") for row in whole.schools}) | quarters


def _numbers(told: Mapping[str, Any]) -> dict[str, int]:
    return {code: int(str(part)) for code, part in told.items() if str(part).isdecimal() and len(str(part)) == 1}


def initial_of(whole: Whole, parts: int, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the page proposes of all that nobody said yet, from what is `said`."""
    found = {f"q_{row.pk}": str(min(place, parts)) for place, row in enumerate(whole.quarters, 1)}
    found |= {name: value for name, value in said.items() if value}
    sides = sides_of(whole, found)
    for school in whole.schools:
        found.setdefault(f"s_{school.pk}", str(sides.get(school.pk, "")))
    for pk, one in actions_placed(whole, sides).items():
        found.setdefault(f"a_{pk}", str(one.part or ""))
    for right in whole.rights:
        found.setdefault(f"r_{right.pk}", EVERYWHERE)
    for decision in whole.decisions:
        found.setdefault(f"d_{decision.pk}", STAYS)
    for task in whole.under_way.tasks:
        found.setdefault(f"t_{task.pk}", task_placed(whole, task, found, parts).value)
    for meeting in whole.under_way.meetings:
        found.setdefault(f"p_{meeting.pk}", meeting_placed(whole, meeting, found).value)
    for body, _quarters in whole.partners:
        found.setdefault(f"o_{body.pk}", BY_RULE)
    for name, cents in money_of(whole, parts, found).items():
        found.setdefault(name, cents)
    return found


def money_of(whole: Whole, parts: int, said: Mapping[str, Any]) -> dict[str, str]:
    """What is proposed of each year: in proportion to what the actions of each part ask for that year."""
    found = {}
    for year, cents in whole.amounts.items():
        for number, share in enumerate(shared(int(cents), weights_of(whole, parts, said, year))[0], 1):
            found[f"m_{number}_{year}"] = f"{share // 100},{share % 100:02d}" if share else ""
    return found


def weights_of(whole: Whole, parts: int, said: Mapping[str, Any], year: int) -> list[int]:
    """What the actions placed in each part ask for a year, in cents; those that do not say count for nothing."""
    here = [one for one in whole.actions if one.year == year and one.asked]
    return [
        sum(int(one.asked or 0) for one in here if said.get(f"a_{one.pk}") == str(number))
        for number in range(1, parts + 1)
    ]


class SplitForm(Change):
    """The part to which each quarter, school and open action goes; for each part its name, its lead, its money."""

    def __init__(self, *args: Any, parts: int, whole: Whole, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.whole, self.site = range(1, parts + 1), whole, site
        said = self.data if self.is_bound else self.initial
        self.sides = sides_of(whole, said)
        self.proposals = actions_placed(whole, self.sides)
        self.schools_proposed = schools_placed(whole, quarter_sides(whole, said))
        choices = [("", "—"), *((str(n), _("Part {n}").format(n=n)) for n in self.parts)]
        for number in self.parts:
            self._part_fields(number, said)
        for kind, rows in (("q", whole.quarters), ("s", whole.schools), ("a", whole.actions)):
            for row in rows:
                self.fields[f"{kind}_{row.pk}"] = forms.ChoiceField(
                    label=_said(row),
                    choices=choices,
                    help_text=self._why(row),
                    error_messages={"required": _("Sa part est obligatoire\u00a0: choisissez-la.")},
                )
        self._carried_fields(choices[1:])
        self._under_way_fields(choices[1:], said)
        self.order_fields([name for name in self.fields if name not in ("on", "why")] + ["on", "why"])

    def _part_fields(self, number: int, said: Mapping[str, Any]) -> None:
        colleges = [(one.pk, one.shown_name) for one in self.whole.schools if one.kind == "college"]
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("Nom de la part {n}").format(n=number),
            max_length=120,
            error_messages={"required": _("Ce nom est obligatoire\u00a0: écrivez celui de cette part.")},
        )
        lead = forms.ChoiceField(
            label=_("Chef de file de la part {n}").format(n=number),
            choices=[("", _("Aucun")), *colleges],
            required=False,
        )
        self.fields[f"lead_{number}"] = lead
        if len(self.whole.communes) > 1:
            names = [(code, self.whole.commune_names.get(code, code)) for code in self.whole.communes]
            self.fields[f"main_{number}"] = forms.ChoiceField(
                label=_("Commune principale de la part {n}").format(n=number),
                choices=[("", _("La première des siennes")), *names],
                help_text=_(
                    "Les rôles tenus dans une commune (son maire) n’atteignent que les cités dont elle est la "
                    "principale."
                ),
                required=False,
            )
        for year, cents in self.whole.amounts.items():
            label = _("Part {n}, {year} (sur {amount})").format(n=number, year=year, amount=euros(cents))
            weights = weights_of(self.whole, len(self.parts), said, year)
            share, rule = shared(int(cents), weights)
            words = (
                _("Proposé : {amount}, au prorata de ce que demandent les actions ({mine} ici).")
                if rule == BY_AMOUNTS
                else _("Proposé : {amount}, à parts égales : aucune action ne dit ce qu’elle demande.")
            )
            told = words.format(
                amount=euros(Cents(share[number - 1])),
                mine=euros(Cents(weights[number - 1])),
            )
            self.fields[f"m_{number}_{year}"] = forms.CharField(
                label=label, required=False, max_length=30, help_text=told
            )

    def _carried_fields(self, choices: Sequence[tuple[str, str]]) -> None:
        """Where each right and each decision goes: without an answer, what the page proposed."""
        for right in self.whole.rights:
            goes = [(EVERYWHERE, _("Dans chaque part")), *choices, (NOWHERE, _("Nulle part"))]
            self.fields[f"r_{right.pk}"] = forms.ChoiceField(label=right_words(right), choices=goes, required=False)
        for one in self.whole.decisions:
            goes = [(STAYS, _("Reste avec la cité d’avant")), *choices]
            label = f"{one.code} · {one.words[:120]}"
            self.fields[f"d_{one.pk}"] = forms.ChoiceField(label=label, choices=goes, required=False)

    def _under_way_fields(self, choices: Sequence[tuple[str, str]], said: Mapping[str, Any]) -> None:
        """Where what is under way goes: open tasks, planned meetings, partners; without an answer, as proposed."""
        whole = self.whole
        for task in whole.under_way.tasks:
            told = task_placed(whole, task, said, len(self.parts))
            self.fields[f"t_{task.pk}"] = forms.ChoiceField(
                label=task_label(task), choices=choices, help_text=told.why, required=False
            )
        for meeting in whole.under_way.meetings:
            goes = [(STAYS, _("En commun, avec la cité d’avant")), *choices]
            self.fields[f"p_{meeting.pk}"] = forms.ChoiceField(
                label=meeting_label(meeting),
                choices=goes,
                help_text=meeting_placed(whole, meeting, said).why,
                required=False,
            )
        for body, quarters in whole.partners:
            goes = [
                (BY_RULE, _("Comme proposé")),
                (EVERYWHERE, _("Dans chaque part")),
                *choices,
                (NOWHERE, _("Nulle part")),
            ]
            self.fields[f"o_{body.pk}"] = forms.ChoiceField(
                label=body.name, choices=goes, help_text=why_partner(whole, quarters, self.sides), required=False
            )

    def _why(self, row: Quarter | School | Action) -> str:
        """Why something is proposed where it is, or why somebody decides."""
        if isinstance(row, School):
            return why_school(self.whole, row, self.schools_proposed[row.pk], self.sides)
        return self._why_action(row) if isinstance(row, Action) else ""

    def _why_action(self, action: Action) -> str:
        told = self.proposals[action.pk]
        if told.by == BY_NOTHING:
            return _("À décider : sa fiche ne dit ni quartier, ni établissement placé.")
        codes = (
            action.quarter_codes  # type: ignore[attr-defined]
            if told.by == BY_QUARTERS
            else action.school_codes  # type: ignore[attr-defined]
        )
        places = ", ".join(self.whole.names.get(code, code) for code in codes)
        if told.part is None:
            return _("À décider : à cheval sur les parts {parts} ({places}). Une action ne se coupe pas.").format(
                parts=", ".join(str(one) for one in sorted(told.touched)), places=places
            )
        return _("Proposé : part {n}, où est tout ce que dit sa fiche ({places}).").format(n=told.part, places=places)

    @property
    def stays(self) -> list[str]:
        """What stays with the site that ends; once all is said, the decisions and the meetings left there too."""
        stays = what_stays(self.whole)
        if not self.is_bound or not self.is_valid():
            return stays
        parts = self.told()
        gone = {pk for one in parts for pk in one.decisions}, {pk for one in parts for pk in one.meetings}
        stays += [
            _("La décision {code}.").format(code=one.code) for one in self.whole.decisions if one.pk not in gone[0]
        ]
        meetings = [one for one in self.whole.under_way.meetings if one.pk not in gone[1]]
        return stays + [_("La réunion\u00a0: {what}.").format(what=meeting_label(one)) for one in meetings]

    @property
    def about_quarters(self) -> list[forms.BoundField]:
        return self.placed("q_")

    def placed(self, prefix: str) -> list[forms.BoundField]:
        """The fields of one kind, by the letter of their names."""
        return [self[name] for name in self.fields if name.startswith(prefix)]

    def about_parts(self) -> list[tuple[int, list[forms.BoundField]]]:
        """By part: its name, its lead collège, its main commune."""
        return [(number, [self[name] for name in self.fields if name in _own(number)]) for number in self.parts]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in self.fields:
            if name.startswith("m_") and said.get(name):
                try:
                    said[name] = parse_euros(said[name])
                except NotAnAmount as refusal:
                    self.add_error(name, str(refusal))
        self._check_sums(said)
        self._check_mains(said)
        return said

    def _check_mains(self, said: Mapping[str, Any]) -> None:
        """The main commune of a part is one of its own."""
        for number in self.parts:
            main = said.get(f"main_{number}")
            here = {code for code, part in self.sides.items() if part == number}
            if main and main not in communes_of(self.whole, number, here):
                name = self.whole.commune_names.get(main, main)
                self.add_error(
                    f"main_{number}",
                    _("{name} n’est pas une commune de cette part\u00a0: rien n’y est placé.").format(name=name),
                )

    def _check_sums(self, said: Mapping[str, Any]) -> None:
        """Each year is shared to the cent; a sum that is too large is refused by the ledger, with what it holds."""
        for year, cents in self.whole.amounts.items():
            names = [f"m_{number}_{year}" for number in self.parts]
            whole = sum(int(said.get(name) or 0) for name in names if not isinstance(said.get(name), str))
            if whole < cents and not any(name in self.errors for name in names):
                sentence = _("Les parts de {year} font {said} : il manque {left} sur {cents}.").format(
                    year=year, said=euros(Cents(whole)), left=euros(Cents(cents - whole)), cents=euros(cents)
                )
                self.add_error(names[0], sentence)

    def told(self) -> list[PartTold]:
        """The parts, as the flow takes them. A commune goes with what it holds, an empty one to the first."""
        return [self._told(number) for number in self.parts]

    def told_rights(self) -> dict[int, list[int]]:
        """In which parts each right is given again, from 0."""
        every, found = [number - 1 for number in self.parts], {}
        for right in self.whole.rights:
            goes = self.cleaned_data.get(f"r_{right.pk}") or EVERYWHERE
            found[right.pk] = every if goes == EVERYWHERE else [] if goes == NOWHERE else [int(goes) - 1]
        return found

    def slug_of(self, name: str) -> str:
        return free_slug(name, [self.site])

    def told_partners(self) -> dict[int, list[int]]:
        """In which parts each organisation goes, from 0."""
        every, found = [number - 1 for number in self.parts], {}
        for body, quarters in self.whole.partners:
            goes = self.cleaned_data.get(f"o_{body.pk}") or BY_RULE
            if goes == BY_RULE:
                found[body.pk] = partner_parts(quarters, self.sides, len(every))
            else:
                found[body.pk] = every if goes == EVERYWHERE else [] if goes == NOWHERE else [int(goes) - 1]
        return found

    def _goes(self, prefix: str, pk: int, proposed: str) -> str:
        """Where something under way goes: as it was said, else as it is proposed."""
        return self.cleaned_data.get(f"{prefix}_{pk}") or proposed

    def _told(self, number: int) -> PartTold:
        said, here, whole = self.cleaned_data, str(number), self.whole
        quarters = [row.pk for row in whole.quarters if said[f"q_{row.pk}"] == here]
        schools = [row.pk for row in whole.schools if said[f"s_{row.pk}"] == here]
        actions = [row.pk for row in whole.actions if said[f"a_{row.pk}"] == here]
        decisions = [row.pk for row in whole.decisions if said.get(f"d_{row.pk}") == here]
        name = said[f"name_{number}"]
        communes = communes_of(whole, number, {*quarters, *schools})
        if (main := said.get(f"main_{number}")) and main in communes:
            communes = (main, *(code for code in communes if code != main))
        ground = Ground(communes, tuple(quarters), tuple(schools), said[f"lead_{number}"])
        tasks = [
            one.pk
            for one in whole.under_way.tasks
            if self._goes("t", one.pk, task_placed(whole, one, said, len(self.parts)).value) == here
        ]
        meetings = [
            one.pk
            for one in whole.under_way.meetings
            if self._goes("p", one.pk, meeting_placed(whole, one, said).value) == here
        ]
        cents = {year: said[f"m_{number}_{year}"] for year in whole.amounts if said.get(f"m_{number}_{year}")}
        return PartTold(Part(self.slug_of(name), name, ground), actions, cents, decisions, tasks, meetings)


def _own(number: int) -> tuple[str, str, str]:
    return f"name_{number}", f"lead_{number}", f"main_{number}"


def _said(row: Quarter | School | Action) -> str:
    if isinstance(row, Action):
        return f"{row.code} · {row.title}"
    return f"{row.shown_name if isinstance(row, School) else row.name} ({row.pk})"
