"""What a list is calculated from, gathered: the question of a call as the facts stand now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q

from marelle.kernel.dossiers.models import DossierVersion
from marelle.kernel.money import Cents

from ..models import Application, Batch, Call
from ..rules.listing import Changes, Entrant, print_of, question
from ..rules.lists import ListWithoutRules
from ..rules.marking import Merit
from ..rules.selection import SelectionRules, read_selection
from .deciding import latest_voices
from .jury import files_to_review
from .reviews import merits_of

OVERSEAS_DEPARTEMENTS = ("departement:97", "departement:98")


@dataclass(frozen=True)
class Gathered:
    """A question and its fingerprint, and the candidatures that cannot be in it yet."""

    text: str
    fingerprint: str
    rules: SelectionRules
    unmarked: tuple[Application, ...]  # a reader has not sent their marks
    unpriced: tuple[Application, ...]  # the scale needs what is not known

    @property
    def count(self) -> int:
        return len(self.numbers)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """Of the candidatures that are in it."""
        return frozenset(int(one["id"]) for one in json.loads(self.text)["candidates"])

    @property
    def missing(self) -> tuple[Application, ...]:
        return (*self.unmarked, *self.unpriced)


def gather(call: Call, batch: Batch | None, left: Mapping[int, Cents], changes: Changes) -> Gathered:
    """The question of a call, or of one batch of it, as things stand. `left`: what the ledger has left, by year; none
    where there is no ledger (a trial): the envelope as published.

    Refuses `ListWithoutRules`. Price: ten queries, whatever the number of candidatures.
    """
    criteria = list(call.criteria.all())
    envelope = dict(left) or {one.year: one.cents for one in call.envelopes.all()}
    if not call.selection_rules or not criteria or not envelope:
        raise ListWithoutRules
    rules = read_selection(call.selection_rules)
    files = _files(call, batch)
    merits, voices = merits_of(call, files), latest_voices(files)
    known = _known(rules, files)
    entrants = [_entrant(rules, file, merits[file.pk], voices, known) for file in files if file.pk in merits]
    text = question(rules, {one.code: one.weight for one in criteria}, envelope, entrants, changes)
    unpriced = {one.number for one in entrants if one.cents is None}
    return Gathered(
        text,
        print_of(text),
        rules,
        tuple(file for file in files if file.pk not in merits),
        tuple(file for file in files if file.pk in unpriced),
    )


def _files(call: Call, batch: Batch | None) -> list[Application]:
    files = files_to_review(call)
    if batch is None:
        return files
    before = Batch.objects.filter(call=call, number=batch.number - 1).values_list("cuts_at", flat=True).first()
    return [
        file
        for file in files
        if file.filed_at and file.filed_at < batch.cuts_at and (before is None or file.filed_at >= before)
    ]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the scale and the sizes need of one file, from the text that it filed."""

    inhabitants: int | None = None
    requested: int | None = None


def _known(rules: SelectionRules, files: Sequence[Application]) -> dict[int, _Facts]:
    """The texts are read only where a rule needs what they say. Price: one query, or none."""
    needed = rules.scale.by != "flat" or any(limit.tag == "size" for limit in rules.limits)
    if not needed:
        return {}
    versions = DossierVersion.objects.filter(
        Q(dossier__in=[file.dossier_id for file in files]), number=F("dossier__latest")
    )
    return {version.dossier_id: _facts(version.content.get("answers", {})) for version in versions}


def _facts(answers: Mapping[str, object]) -> _Facts:
    inhabitants, resources = answers.get("population"), answers.get("resources")
    asked = [
        value
        for row in (resources if isinstance(resources, list) else [])
        if isinstance(row, dict) and row.get("row") == "state"
        for name, value in row.items()
        if name.startswith("y") and isinstance(value, int)
    ]
    told = inhabitants if isinstance(inhabitants, int) and not isinstance(inhabitants, bool) else None
    return _Facts(told, max(asked) if asked else None)


def _entrant(
    rules: SelectionRules,
    file: Application,
    merit: Merit,
    voices: Mapping[int, Sequence[tuple[str, str]]],
    known: Mapping[int, _Facts],
) -> Entrant:
    facts, spoken = known.get(file.dossier_id, _Facts()), dict(voices.get(file.dossier_id, []))
    rule = file.dossier.rule
    seats = [seat.code for seat in rule.seats if seat.code not in rule.advisory]
    return Entrant(
        number=file.pk,
        marks=merit.marks,
        spread=merit.spread,
        cents=rules.scale.amount(inhabitants=facts.inhabitants, requested=facts.requested),
        tags=_tags(rules, file, facts.inhabitants),
        opinions=tuple(spoken.get(seat) for seat in seats),
    )


def _tags(rules: SelectionRules, file: Application, inhabitants: int | None) -> dict[str, str]:
    """What limits count: the places that contain the site, its size, whether it is overseas."""
    places = dict(key.split(":", 1) for key in file.inside if key.startswith(("region:", "academie:")))
    overseas = any(key.startswith(OVERSEAS_DEPARTEMENTS) for key in file.inside)
    size = rules.size_of(inhabitants)
    return {**places, "overseas": "yes" if overseas else "no", **({"size": size} if size else {})}
