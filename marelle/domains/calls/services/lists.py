"""The orders about the list of a call: propose a calculation, say otherwise, freeze, sign, take it to the decisions."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.domains.accounts.models import Membership, Person
from marelle.kernel import audit
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import DossierVersion
from marelle.kernel.dossiers.rules import DossierRule, Seat
from marelle.kernel.dossiers.services import freeze, open_dossier, speak
from marelle.kernel.money import Cents, euros

from ..access.lists import DELIBERATE, RECORD
from ..models import Application, ListAmount, ListLine, ListProposal, Override, SelectionRun, Signatory
from ..notifications import tell_signatories
from ..queries.conflicts import links
from ..queries.gathering import gather
from ..queries.lists import Deliberated, Line, deliberated
from ..queries.minutes import frozen_content
from ..rules.applications import OpinionsMissing
from ..rules.conflicts import ConflictOfInterest
from ..rules.listing import Changes
from ..rules.lists import (
    AnswerAwaited,
    FilesNotReady,
    ListAlreadyDecided,
    ListFrozen,
    ListInputsChanged,
    ListNotSigned,
    ListOverEnvelope,
    ListUnderWay,
    ListVersionUnknown,
    NoListToPropose,
    NotASignatory,
    NotOnTheList,
    SayingUnknown,
    ScenarioIsNotTheList,
    SignatoriesWrong,
)
from ..rules.reviews import WhyMissing
from ..states.lists import FORCE_IN, LIST, OUT, SAYINGS
from .calls import held_call
from .interests import must_be_free

LEAST_SIGNATORIES = 2
YES, NO = "favourable", "unfavourable"


@transaction.atomic
def propose_list(
    *,
    by: Viewer,
    at: datetime,
    run: SelectionRun,
    left: Mapping[int, Cents],
    signatories: Sequence[Person],
    waiting: int = 0,
) -> ListProposal:
    """Proposes what the published rules calculated; the jury may then say otherwise, and named people sign.

    Refuses without `calls.record_decision`, `ScenarioIsNotTheList`, `AnswerAwaited`, `NoListToPropose`,
    `ListUnderWay`, `ListInputsChanged`, `FilesNotReady`, `SignatoriesWrong`, `ConflictOfInterest` of a signatory.
    """
    by.must(RECORD, run.perimeters())
    call = held_call(run.call)
    if run.changes:
        raise ScenarioIsNotTheList
    answer = getattr(run, "answer", None)
    if answer is None:
        raise AnswerAwaited
    if not answer.text:
        raise NoListToPropose
    files = _unchanged(run, left, whole=True)
    people = _may_sign(signatories, files, at)
    seats = tuple(Seat(f"person-{one.pk}", one.full_name, DELIBERATE) for one in people)
    dossier = open_dossier("calls.list", DossierRule(seats, silent=frozenset({YES})))
    try:
        with transaction.atomic():
            proposal = ListProposal.objects.create(
                call=call,
                batch=run.batch,
                run=run,
                dossier=dossier,
                waiting=waiting,
                opened_at=at,
                person_id=by.person_id,
            )
    except IntegrityError as clash:
        if "calls_list_one_under_way" not in str(clash):
            raise
        raise ListUnderWay from None
    Signatory.objects.bulk_create(Signatory(proposal=proposal, person=one) for one in people)
    facts = {"run": run.number, "signatories": [one.pk for one in people], "waiting": waiting}
    audit.record(by, "calls.propose_list", proposal, facts=facts)
    return proposal


def _may_sign(people: Sequence[Person], files: Sequence[Application], at: datetime) -> list[Person]:
    found = sorted({one.pk: one for one in people}.values(), key=lambda one: one.pk)
    holding = Membership.objects.filter(role__granted__permission=DELIBERATE, valid_from__lte=at, valid_to__gt=at)
    may = set(holding.filter(person__in=found, person__is_active=True).values_list("person", flat=True))
    if len(found) < LEAST_SIGNATORIES or any(one.pk not in may for one in found):
        raise SignatoriesWrong(field="signatories")
    known = links([one.pk for one in found], files, at)
    for one in found:
        for file in files:
            tied = known.between(one.pk, file.pk)
            if tied:
                why = f"{one.full_name}, {file.site.name}\u00a0: " + " ".join(each.sentence for each in tied)
                raise ConflictOfInterest(field="signatories", why=why)
    return found


def _unchanged(run: SelectionRun, left: Mapping[int, Cents], *, whole: bool = False) -> list[Application]:
    """The candidatures of a run, if its question is still word for word the one of today's facts."""
    now = gather(run.call, run.batch, left, Changes())
    if now.fingerprint != run.fingerprint:
        raise ListInputsChanged
    if whole and now.missing:
        raise FilesNotReady(names=", ".join(file.site.name for file in now.missing[:5]))
    numbers = deliberable(run)
    return list(Application.objects.filter(pk__in=numbers).select_related("site", "call", "dossier", "organisation"))


def deliberable(run: SelectionRun) -> list[int]:
    """The numbers of the candidatures that a run is about."""
    return [int(one["id"]) for one in json.loads(run.question)["candidates"]]


@transaction.atomic
def override(
    *, by: Viewer, at: datetime, proposal: ListProposal, application: Application, saying: str, reason: str
) -> Override:
    """Says otherwise than the calculation of one candidature, with a reason that the minutes publish; or takes it back.

    Refuses without `calls.deliberate`, `ListFrozen`, `SayingUnknown`, `WhyMissing`, `ConflictOfInterest` for somebody
    linked to the candidature, `NotOnTheList`, `OpinionsMissing` for one without its keys.
    """
    by.must(DELIBERATE)
    held = held_list(proposal)
    if held.state != "deliberated":
        raise ListFrozen
    if saying not in SAYINGS or by.person_id is None:
        raise SayingUnknown(field="saying")
    if not reason.strip():
        raise WhyMissing(field="reason")
    must_be_free(by, [application], at)
    row = deliberated(held).found.row_of(application.pk)
    if row is None:
        raise NotOnTheList(field="application")
    if saying == FORCE_IN and not deliberated(held).found.candidate(application.pk).favoured:
        raise OpinionsMissing(field="saying")
    said = Override.objects.create(
        proposal=held,
        application=application,
        saying=saying,
        reason=reason.strip(),
        person_id=by.person_id,
        said_at=at,
    )
    facts = {"application": application.pk, "saying": saying}
    audit.record(by, "calls.override", held, why=said.reason, facts=facts)
    return said


@transaction.atomic
def freeze_list(*, by: Viewer, at: datetime, proposal: ListProposal, left: Mapping[int, Cents]) -> DossierVersion:
    """Freezes the list as deliberated and asks the named people to sign it; earlier signatures have lapsed.

    Refuses without `calls.record_decision`, a move that the table does not have, `ListInputsChanged`,
    `ListOverEnvelope`. The database holds the envelope too, whoever writes the lines.
    """
    by.must(RECORD, proposal.perimeters())
    held = held_list(proposal)
    LIST.check(held.state, "to_sign")
    _unchanged(held.run, left)
    found = deliberated(held)
    _within(found)
    version = freeze(held.dossier, frozen_content(found), by=by, at=at)
    for line in found.lines:
        _write_line(held, version, line, found)
    _move(by, held, "to_sign", "calls.freeze_list", {"version": version.number, "fingerprint": version.fingerprint})
    tell_signatories(held, version)
    return version


def _within(found: Deliberated) -> None:
    instance = found.found.instance
    for year, most, given in zip(instance.years, instance.envelope, found.spent(), strict=True):
        if given > most:
            raise ListOverEnvelope(year=year, over=euros(Cents(given - most)))


def _write_line(held: ListProposal, version: DossierVersion, line: Line, found: Deliberated) -> None:
    written = ListLine.objects.create(
        proposal=held, version=version, application=line.row.application, place=line.place, order=line.order
    )
    if line.place == OUT:
        return
    given = zip(found.found.instance.years, line.row.yearly, strict=True)
    ListAmount.objects.bulk_create(ListAmount(line=written, year=year, cents=cents) for year, cents in given)


@transaction.atomic
def sign_list(
    *,
    by: Viewer,
    at: datetime,
    proposal: ListProposal,
    version: int,
    left: Mapping[int, Cents],
    agrees: bool,
    reasons: str = "",
) -> ListProposal:
    """Signs the frozen version that was read, or says no to it and why; the last yes makes the list signed.

    Refuses `NotASignatory`, `ListVersionUnknown`, `ListInputsChanged` when a mark, an opinion or a file changed since
    the calculation, `ConflictOfInterest` for somebody linked to any candidature of the list, and what `kernel.dossiers`
    refuses.
    """
    by.must(DELIBERATE)
    held = held_list(proposal)
    LIST.check(held.state, "signed")
    mine = held.signatories.filter(person=by.person_id).first()
    frozen = held.dossier.versions.filter(number=version).first()
    if mine is None:
        raise NotASignatory
    if frozen is None:
        raise ListVersionUnknown(field="version")
    must_be_free(by, _unchanged(held.run, left), at)
    opinion = YES if agrees else NO
    speak(frozen, mine.seat, by=by, at=at, within=held.perimeters(), opinion=opinion, reasons=reasons)
    audit.record(by, "calls.sign_list", held, facts={"version": version, "agrees": agrees})
    yes = frozen.voices.filter(opinion=YES).count()
    if yes == held.signatories.count():
        _move(by, held, "signed", "calls.list_signed", {"version": version})
    return held


@transaction.atomic
def reopen_list(*, by: Viewer, proposal: ListProposal, why: str) -> ListProposal:
    """Takes a frozen list back to the jury; signatures given lapse with the next version. Refuses without
    `calls.record_decision`, `WhyMissing`, a move that the table does not have."""
    return _turned(by, proposal, "deliberated", "calls.reopen_list", why)


@transaction.atomic
def drop_list(*, by: Viewer, proposal: ListProposal, why: str) -> ListProposal:
    """Gives a list up; it stays readable. Refuses as `reopen_list`."""
    return _turned(by, proposal, "dropped", "calls.drop_list", why)


@transaction.atomic
def take_signed_list(*, by: Viewer, proposal: ListProposal, left: Mapping[int, Cents]) -> ListProposal:
    """A signed list that nothing contradicts since, held until the end of the transaction, to be decided from.

    Refuses without `calls.record_decision`, `ListAlreadyDecided`, `ListNotSigned`, `ListInputsChanged`.
    """
    by.must(RECORD, proposal.perimeters())
    held = held_list(proposal)
    if held.state == "decided":
        raise ListAlreadyDecided
    if held.state != "signed":
        raise ListNotSigned
    _unchanged(held.run, left)
    return held


@transaction.atomic
def close_list(*, by: Viewer, at: datetime, proposal: ListProposal) -> ListProposal:
    """Says that every decision of a signed list was recorded. Refuses as `reopen_list`."""
    by.must(RECORD, proposal.perimeters())
    held = held_list(proposal)
    LIST.check(held.state, "decided")
    held.decided_at = at
    _move(by, held, "decided", "calls.close_list", {}, "decided_at")
    return held


def _turned(by: Viewer, proposal: ListProposal, state: str, action: str, why: str) -> ListProposal:
    by.must(RECORD, proposal.perimeters())
    if not why.strip():
        raise WhyMissing(field="why")
    held = held_list(proposal)
    LIST.check(held.state, state)
    _move(by, held, state, action, {}, why=why.strip())
    return held


def held_list(proposal: ListProposal) -> ListProposal:
    """The list as it is now, with nobody else able to change it; the call first, as everybody takes them."""
    held_call(proposal.call)
    rows = ListProposal.objects.select_for_update(of=("self",)).select_related("run__call", "call", "dossier", "batch")
    return rows.get(pk=proposal.pk)


def _move(
    by: Viewer, held: ListProposal, state: str, action: str, facts: dict[str, object], *fields: str, why: str = ""
) -> None:
    held.state = state
    held.save(update_fields=["state", *fields])
    audit.record(by, action, held, why=why, facts={"state": state, **facts})
