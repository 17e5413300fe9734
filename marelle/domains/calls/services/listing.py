"""The orders that calculate: put a question, answer it, study the answer. The worker does what takes long."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.money import Cents
from marelle.kernel.queue import later

from ..models import Batch, Call, SelectionAnswer, SelectionRun, SelectionStudy
from ..queries.batches import batch_to_decide
from ..queries.gathering import Gathered, gather
from ..rules.calls import BatchNeeded, state_at, takes_decisions
from ..rules.criteria import is_weight
from ..rules.listing import Changes as Changes
from ..rules.lists import ChangesWrong, ListTooEarly, NothingToList
from ..rules.selection import VERSION
from ..rules.solving import Solved, solve, study_margins, study_stability
from ..states.lists import MARGINS, STABILITY
from .calls import held_call

RECORD = "calls.record_decision"
ANSWER, STUDY = "calls.answer_run", "calls.study_run"
AT_ONCE = 300  # candidatures up to which the answer takes less than a second


@transaction.atomic
def compute_list(
    *,
    by: Viewer,
    at: datetime,
    call: Call,
    left: Mapping[int, Cents],
    name: str,
    changes: Changes | None = None,
    batch: Batch | None = None,
) -> SelectionRun:
    """Puts a question to the calculation: the list of a closed call, or what it would be with other rules.

    Answered at once up to 300 candidatures; the worker answers beyond, and studies every answer. Asked twice in the
    same words on the same facts (a button pressed twice), it is one calculation. Refuses without
    `calls.record_decision`, `ListTooEarly`, `BatchNeeded` in a rolling call for another batch than the one to decide
    now, `ListWithoutRules`, `NothingToList`, `ChangesWrong`.
    """
    by.must(RECORD, call.perimeters())
    held, asked = held_call(call), changes or Changes()
    if not takes_decisions(state_at(held.state, held.closes_at, at), held.kind):
        raise ListTooEarly(call=held.title)
    if held.kind == "rolling":
        _must_be_its_turn(held, batch, at)
    gathered = gather(held, batch, left, _sensible(asked, name))
    if not gathered.count:
        raise NothingToList
    _must_be_known(asked, held, gathered)
    same = held.runs.filter(fingerprint=gathered.fingerprint, name=name.strip(), changes=asked.as_data(), batch=batch)
    told = same.order_by("number").last()
    if told is not None:
        return told
    run = _written(by, at, held, batch, name, asked, gathered)
    if gathered.count <= AT_ONCE:
        answer_run(run, at)
    else:
        later(ANSWER, run=run.pk)
    return run


def _must_be_its_turn(call: Call, batch: Batch | None, at: datetime) -> None:
    """Batches are calculated in their order; what the last one left is calculated once the call is closed."""
    now = batch_to_decide(call, at)
    if (batch.pk if batch else None) != (now.pk if now else None) or (now is None and call.state == "open"):
        raise BatchNeeded(field="batch")


def _sensible(changes: Changes, name: str) -> Changes:
    if not name.strip():
        raise ChangesWrong(field="name", reason=_("Nommez ce calcul."))
    if not 1 <= changes.percent <= 200:
        raise ChangesWrong(
            field="percent", reason=_("L’enveloppe d’un scénario va de 1 à 200\u00a0% de celle de l’appel.")
        )
    if set(changes.forced_in) & set(changes.forced_out):
        raise ChangesWrong(
            field="forced_out", reason=_("Une candidature ne peut pas être à la fois imposée et écartée.")
        )
    if not all(is_weight(weight) for weight in changes.weights.values()):
        raise ChangesWrong(
            field="weights", reason=_("Un poids est un nombre plus grand que zéro, à quatre décimales au plus.")
        )
    return changes


def _must_be_known(changes: Changes, call: Call, gathered: Gathered) -> None:
    """A scenario that names what the question does not hold would say nothing, and look as if it did."""
    criteria = set(call.criteria.values_list("code", flat=True))
    if set(changes.weights) - criteria:
        raise ChangesWrong(field="weights", reason=_("Un de ces poids est celui d’un critère que l’appel n’a pas."))
    for name in ("forced_in", "forced_out"):
        if set(getattr(changes, name)) - gathered.numbers:
            raise ChangesWrong(field=name, reason=_("Une de ces candidatures n’est pas dans ce calcul."))


def _written(
    by: Viewer, at: datetime, call: Call, batch: Batch | None, name: str, changes: Changes, gathered: Gathered
) -> SelectionRun:
    number = (call.runs.aggregate(last=Max("number"))["last"] or 0) + 1
    run = SelectionRun.objects.create(
        call=call,
        batch=batch,
        number=number,
        name=name.strip(),
        changes=changes.as_data(),
        method=gathered.rules.method,
        rules=VERSION,
        seed=gathered.rules.seed,
        question=gathered.text,
        fingerprint=gathered.fingerprint,
        asked_at=at,
        person_id=by.person_id,
        program=by.program,
    )
    audit.record(by, "calls.compute_list", run, facts={"number": number, "fingerprint": run.fingerprint})
    return run


def answer_run(run: SelectionRun, at: datetime) -> SelectionAnswer:
    """Answers a question once; asked again, gives the same answer. The studies are left to the worker."""
    told = SelectionAnswer.objects.filter(run=run).first()
    if told is not None:
        return told
    found = solve(run.question)
    answer = SelectionAnswer.objects.create(
        run=run, text=found.text, refusal=found.refusal, fingerprint=found.fingerprint, computed_at=at
    )
    if found.text:
        later(STUDY, run=run.pk, kind=MARGINS)
        later(STUDY, run=run.pk, kind=STABILITY)
    return answer


def study_run(run: SelectionRun, kind: str, at: datetime) -> None:
    """Writes one study of an answer, once."""
    if SelectionStudy.objects.filter(run=run, kind=kind).exists():
        return
    text = study_margins(run.question) if kind == MARGINS else study_stability(run.question)
    SelectionStudy.objects.get_or_create(run=run, kind=kind, defaults={"text": text, "computed_at": at})


def replay(run: SelectionRun) -> Solved:
    """Calculates a question again from its kept text: to be held against the answer kept. Writes nothing."""
    return solve(run.question)
