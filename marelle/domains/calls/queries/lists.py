"""The questions about lists: what was calculated, side by side; what the jury said; what is signed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from marelle.domains.accounts.models import Membership, Person
from marelle.domains.accounts.queries import names_of
from marelle.engines.selection import Instance
from marelle.engines.selection.instance import Candidate
from marelle.engines.selection.margins import Margin
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.money import Cents

from ..access.calls import visible_calls
from ..access.lists import DELIBERATE, reads_lists
from ..models import (
    Application,
    Call,
    DecidingOrder,
    LabelDecision,
    ListLine,
    ListProposal,
    Override,
    SelectionAnswer,
    SelectionRun,
)
from ..rules.listing import Changes, read_changes
from ..rules.solving import BEST as BEST
from ..rules.solving import RANK as RANK
from ..rules.solving import (
    band,
    merits,
    not_kept,
    passed_by,
    read_margins,
    read_question,
    read_shares,
    selected,
)
from ..rules.solving import hundredths as hundredths
from ..rules.solving import just_above as just_above
from ..states.lists import AS_COMPUTED, FORCE_IN, FORCE_OUT, IN, MARGINS, OUT, STABILITY, WAITING


@dataclass(frozen=True, slots=True)
class Row:
    """One candidature in one calculation."""

    application: Application
    rank: int
    merit: Decimal
    exact: Fraction
    yearly: tuple[Cents, ...]
    opinions: tuple[str | None, ...]
    best: bool  # in the list of greatest merit
    by_rank: bool
    inside: bool  # in the list that the rule of the call makes
    margin: Margin | None
    share: Fraction | None

    @property
    def band(self) -> str | None:
        return None if self.share is None else band(self.share)

    @property
    def barred(self) -> bool:
        """True when a rule keeps it out by itself, whatever its marks."""
        return self.margin is not None and self.margin.barred and not self.inside

    @property
    def whole(self) -> Cents:
        return Cents(sum(self.yearly))


@dataclass(frozen=True)
class Calculated:
    """One run, read: its question, its answer when there is one, and each candidature in it, best mark first."""

    run: SelectionRun
    files: Mapping[str, Application]
    answer: SelectionAnswer | None
    studies: Mapping[str, str]

    @cached_property
    def instance(self) -> Instance:
        return read_question(self.run.question)

    @cached_property
    def told(self) -> dict[str, Any] | None:
        return json.loads(self.answer.text) if self.answer and self.answer.text else None

    @property
    def changes(self) -> Changes:
        return read_changes(self.run.changes)

    @property
    def studied(self) -> bool:
        return MARGINS in self.studies and STABILITY in self.studies

    @property
    def waits(self) -> bool:
        """True while the worker has something to say."""
        return self.answer is None or (self.told is not None and not self.studied)

    @cached_property
    def inside(self) -> frozenset[str]:
        """Who is in, by the method of the call."""
        return selected(self.told, self.run.method) if self.told else frozenset()

    @cached_property
    def rows(self) -> list[Row]:
        instance, values = self.instance, merits(self.instance)
        best, ranked = (selected(self.told, m) if self.told else frozenset() for m in (BEST, RANK))
        gaps = read_margins(self.studies[MARGINS], self.run.method) if MARGINS in self.studies else {}
        shares = read_shares(self.studies[STABILITY], self.run.method) if STABILITY in self.studies else {}
        draw = dict(zip((one.id for one in instance.candidates), instance.order(), strict=True))
        order = sorted(instance.candidates, key=lambda one: (-values[one.id], one.cost, draw[one.id]))
        return [
            Row(
                application=self.files[one.id],
                rank=number,
                merit=hundredths(values[one.id]),
                exact=values[one.id],
                yearly=tuple(map(Cents, one.amounts)),
                opinions=one.opinions,
                best=one.id in best,
                by_rank=one.id in ranked,
                inside=one.id in self.inside,
                margin=gaps.get(one.id),
                share=shares.get(one.id),
            )
            for number, one in enumerate(order, start=1)
        ]

    def row_of(self, number: int) -> Row | None:
        return next((row for row in self.rows if row.application.pk == number), None)

    @cached_property
    def pairs(self) -> list[tuple[Row, Row]]:
        """Every pair in which a lower mark enters before a higher one: (who enters, who does not)."""
        by_id = {str(row.application.pk): row for row in self.rows}
        return [(by_id[low], by_id[high]) for low, high in passed_by(self.instance, self.inside)]

    def spent(self, inside: frozenset[str] | None = None) -> tuple[Cents, ...]:
        """What a list costs, year by year; by default the one of the call."""
        held = self.inside if inside is None else inside
        years = range(len(self.instance.years))
        chosen = [one for one in self.instance.candidates if one.id in held]
        return tuple(Cents(sum(one.amounts[year] for one in chosen)) for year in years)

    def total(self, inside: frozenset[str]) -> Fraction:
        """The merit of a list, added up."""
        values = merits(self.instance)
        return sum((values[name] for name in inside), Fraction(0))

    def list_of(self, method: str) -> frozenset[str]:
        return selected(self.told, method) if self.told else frozenset()

    def candidate(self, number: int) -> Candidate:
        return next(one for one in self.instance.candidates if one.id == str(number))


def runs_of(viewer: Viewer, call: Call) -> QuerySet[SelectionRun]:
    """The calculations of a call, newest first, with their answers. Price: one query when read."""
    runs = SelectionRun.objects.filter(call=call).select_related("answer", "batch", "call")
    return runs.order_by("-number") if reads_lists(viewer, call) else runs.none()


def calculated(run: SelectionRun) -> Calculated:
    """A run, read. Price: three queries."""
    answer = SelectionAnswer.objects.filter(run=run).first()
    studies = dict(run.studies.values_list("kind", "text"))
    numbers = [int(one["id"]) for one in json.loads(run.question)["candidates"]]
    files = Application.objects.filter(pk__in=numbers).select_related("site__commune_main__departement__region", "call")
    return Calculated(run, {str(file.pk): file for file in files}, answer, studies)


@dataclass(frozen=True, slots=True)
class Difference:
    """From one calculation to another: who enters, who leaves, what merit and which years cost."""

    enters: tuple[Row, ...]
    leaves: tuple[Row, ...]
    merit: Fraction
    cost: tuple[Cents, ...]


def difference(base: Calculated, other: Calculated) -> Difference:
    """What a scenario changes. Price: none."""
    entering = {row.application.pk: row for row in other.rows if row.inside}
    leaving = {row.application.pk: row for row in base.rows if row.inside}
    return Difference(
        enters=tuple(row for number, row in entering.items() if number not in leaving),
        leaves=tuple(row for number, row in leaving.items() if number not in entering),
        merit=base_merit(other, base),
        cost=tuple(Cents(b - a) for a, b in zip(base.spent(), other.spent(), strict=True)),
    )


def base_merit(other: Calculated, base: Calculated) -> Fraction:
    """The merit of the other list less that of the first, both by the weights of the first."""
    return base.total(other.inside & set(base.files)) - base.total(base.inside)


@dataclass(frozen=True, slots=True)
class Line:
    """One candidature on a list that is deliberated: what the calculation says, what the jury says, what results."""

    row: Row
    place: str
    order: int | None
    said: Override | None

    @property
    def against(self) -> bool:
        """True when the jury set the calculation aside."""
        return self.said is not None and (self.place == IN) != self.row.inside


@dataclass(frozen=True)
class Deliberated:
    """A list as it stands: lines in the order of merit, what it costs."""

    proposal: ListProposal
    found: Calculated
    lines: tuple[Line, ...]

    def placed(self, place: str) -> list[Line]:
        chosen = [line for line in self.lines if line.place == place]
        return sorted(chosen, key=lambda line: line.order or 0) if place == WAITING else chosen

    @property
    def against(self) -> list[Line]:
        return [line for line in self.lines if line.against]

    def spent(self) -> tuple[Cents, ...]:
        return self.found.spent(self.inside)

    @property
    def inside(self) -> frozenset[str]:
        return frozenset(str(line.row.application.pk) for line in self.lines if line.place == IN)

    @property
    def pairs(self) -> list[tuple[Row, Row]]:
        """The pairs in which a lower mark enters first, after what the jury said."""
        by_id = {str(row.application.pk): row for row in self.found.rows}
        return [(by_id[low], by_id[high]) for low, high in passed_by(self.found.instance, self.inside)]

    @property
    def not_kept(self) -> list[str]:
        """The rules of the call that the list no longer respects, since the jury said otherwise."""
        return not_kept(self.found.instance, self.inside)


def deliberated(proposal: ListProposal) -> Deliberated:
    """A list with what the jury said so far. Price: four queries."""
    found = calculated(proposal.run)
    said: dict[int, Override] = {}
    for one in proposal.overrides.select_related("person").order_by("pk"):
        said[one.application_id] = one
    counting = {number: one for number, one in said.items() if one.saying != AS_COMPUTED}
    waiting = _waiting(found, counting, proposal.waiting)
    lines = tuple(
        Line(
            row,
            _place(row, counting.get(row.application.pk), row.application.pk in waiting),
            waiting.get(row.application.pk),
            counting.get(row.application.pk),
        )
        for row in found.rows
    )
    return Deliberated(proposal, found, lines)


def _place(row: Row, said: Override | None, waits: bool) -> str:
    inside = said.saying == FORCE_IN if said else row.inside
    return IN if inside else WAITING if waits else OUT


def _waiting(found: Calculated, said: Mapping[int, Override], most: int) -> dict[int, int]:
    """Who may be called, in their order: the best marks of those who are out and whom no rule, no jury keeps out."""
    favoured = {int(one.id): one.favoured for one in found.instance.candidates}
    needs = found.instance.constraints.require_favourable
    free = [
        row.application.pk
        for row in found.rows
        if not (said[row.application.pk].saying == FORCE_IN if row.application.pk in said else row.inside)
        and not (row.application.pk in said and said[row.application.pk].saying == FORCE_OUT)
        and (favoured[row.application.pk] or not needs)
    ]
    return {number: order for order, number in enumerate(free[:most], start=1)}


def current_list(call: Call) -> ListProposal | None:
    """The list under way in a call, or the one decided last. Price: one query."""
    rows = (
        ListProposal.objects.filter(call=call)
        .exclude(state="dropped")
        .select_related("run", "dossier", "call", "batch")
    )
    return rows.order_by("-pk").first()


def visible_lists(viewer: Viewer) -> QuerySet[ListProposal]:
    """The lists that a viewer may read."""
    rows = ListProposal.objects.select_related("run", "dossier", "call", "batch")
    return rows if reads_lists(viewer) else rows.none()


def lists_under_way(viewer: Viewer) -> list[ListProposal]:
    """The lists that are deliberated, signed or to be decided, of the calls that a viewer sees. Price: two queries."""
    rows = visible_lists(viewer).filter(state__in=("deliberated", "to_sign", "signed"))
    return list(rows.filter(call__in=visible_calls(viewer).values("pk")).order_by("call__opens_at", "pk"))


def final_lines(proposal: ListProposal) -> list[ListLine]:
    """The lines of the latest frozen version, with candidatures, sites, bodies and amounts. Price: two queries."""
    rows = ListLine.objects.filter(proposal=proposal, version__number=proposal.dossier.latest)
    rows = rows.select_related(
        "application__site__commune_main__departement__region", "application__call", "application__organisation"
    )
    return list(rows.prefetch_related("amounts").order_by("place", "order", "application__site__plain", "pk"))


def lists_to_sign(viewer: Viewer) -> list[ListProposal]:
    """The lists that await the signature of this person. Price: two queries."""
    if viewer.person_id is None:
        return []
    rows = ListProposal.objects.filter(state="to_sign", signatories__person=viewer.person_id)
    found = list(rows.select_related("call", "dossier", "run").order_by("pk"))
    spoken = _spoken(found, viewer.person_id)
    return [one for one in found if one.dossier_id not in spoken]


def _spoken(lists: Sequence[ListProposal], person: int) -> set[int]:
    said = Voice.objects.filter(version__dossier__in=[one.dossier_id for one in lists], person_id=person)
    latest = {one.dossier_id: one.dossier.latest for one in lists}
    return {d for d, n in said.values_list("version__dossier", "version__number") if latest[d] == n}


def line_of(decision: LabelDecision) -> ListLine | None:
    """What the decided list said of a candidature, with its amounts. Price: two queries."""
    rows = ListLine.objects.filter(application=decision.application_id, proposal__state="decided")
    return rows.prefetch_related("amounts").order_by("-pk").first()


def may_sign(at: datetime) -> list[Person]:
    """The people who deliberate, by name: those who may be named to sign a list. Price: one query."""
    holding = Membership.objects.filter(role__granted__permission=DELIBERATE, valid_from__lte=at, valid_to__gt=at)
    people = Person.objects.filter(pk__in=holding.values("person"), is_active=True)
    return list(people.order_by("family_name", "given_name", "pk"))


def decided_list(call: Call) -> ListProposal | None:
    """The list of a call that was decided last. Price: one query."""
    rows = ListProposal.objects.filter(call=call, state="decided").select_related("run", "dossier", "call", "batch")
    return rows.order_by("-pk").first()


def last_order(proposal: ListProposal) -> DecidingOrder | None:
    """The last order to decide a list, whatever became of it. Price: one query."""
    return DecidingOrder.objects.filter(proposal=proposal).select_related("proposal__call").order_by("-pk").first()


def orders_of(viewer: Viewer, call: Call) -> QuerySet[DecidingOrder]:
    """The orders to decide the lists of a call, newest first. Price: one query when read."""
    rows = DecidingOrder.objects.filter(proposal__call=call).select_related("proposal__call").order_by("-pk")
    return rows if reads_lists(viewer, call) else rows.none()


def who_ordered(order: DecidingOrder) -> str:
    """The person who gave an order; a program by its name. Price: one query, none for a program."""
    if order.person_id is None:
        return order.program
    return names_of([order.person_id])[order.person_id]
