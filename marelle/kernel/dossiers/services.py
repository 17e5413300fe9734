"""The orders about dossiers: open one, freeze a version, speak on it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from marelle.kernel import audit
from marelle.kernel.access import Perimeter, Viewer

from .canonical import canonical, fingerprint
from .models import Dossier, DossierVersion, Voice
from .refusals import AlreadySpoken, NothingChanged, NotYourSeat, ReasonsMissing, UnknownOpinion, VersionSuperseded
from .rules import OPINIONS, DossierRule, Seat


def open_dossier(kind: str, rule: DossierRule) -> Dossier:
    """A dossier without a version yet. Its rule is kept with it: a rule that changes later changes nothing here."""
    return Dossier.objects.create(kind=kind, rule_data=rule.as_data())


@transaction.atomic
def freeze(dossier: Dossier, content: Any, *, by: Viewer, at: datetime) -> DossierVersion:
    """Freezes a content as the next version: from now on, one speaks on this one; earlier voices have lapsed.

    Refuses `NothingChanged` when it is word for word the latest version: voices must not lapse for nothing.
    The caller judges who may freeze.
    """
    held = Dossier.objects.select_for_update().get(pk=dossier.pk)
    text = canonical(content)
    print_ = fingerprint(text)
    if held.latest and held.versions.filter(number=held.latest, fingerprint=print_).exists():
        raise NothingChanged(number=held.latest)
    held.latest += 1
    held.save(update_fields=["latest"])
    dossier.latest = held.latest
    version = DossierVersion.objects.create(
        dossier=held, number=held.latest, text=text, fingerprint=print_, frozen_at=at, frozen_by=by.person_id
    )
    audit.record(by, "dossiers.freeze", version, facts={"number": version.number, "fingerprint": print_})
    return version


@transaction.atomic
def speak(
    version: DossierVersion,
    seat: str,
    *,
    by: Viewer,
    at: datetime,
    within: frozenset[Perimeter],
    opinion: str,
    reasons: str,
    organisation_id: int | None = None,
) -> Voice:
    """Gives the opinion of a seat on a version, for good.

    Refuses `NotYourSeat` unless `by` is a person who holds the seat's permission `within` the perimeters of the
    record; then `VersionSuperseded`, `AlreadySpoken`, `UnknownOpinion`, `ReasonsMissing`.
    """
    # The lock keeps a version from being superseded between the check and the voice.
    held = Dossier.objects.select_for_update().get(pk=version.dossier_id)
    place, person = _place(held.rule, seat, by, within)
    if version.number != held.latest:
        raise VersionSuperseded
    if version.voices.filter(seat=place.code).exists():
        raise AlreadySpoken(seat=place.label)
    if version.voices.filter(person_id=person).exists():
        raise NotYourSeat(seat=place.label)
    said = _reasoned(held.rule, opinion, reasons)
    voice = _write(version, place, person, at, opinion, said, organisation_id)
    audit.record(by, "dossiers.speak", version, facts={"seat": place.code, "opinion": opinion})
    return voice


def _place(rule: DossierRule, code: str, by: Viewer, within: frozenset[Perimeter]) -> tuple[Seat, int]:
    place = rule.seat(code)
    if place is None or by.person_id is None or not by.may(place.permission, within):
        raise NotYourSeat(seat=place.label if place else code)
    return place, by.person_id


def _reasoned(rule: DossierRule, opinion: str, reasons: str) -> str:
    if opinion not in OPINIONS:
        raise UnknownOpinion
    said = reasons.replace("\x00", "").replace("\r\n", "\n").strip()
    if not said and opinion not in rule.silent:
        raise ReasonsMissing
    return said


def _write(
    version: DossierVersion,
    place: Seat,
    person: int,
    at: datetime,
    opinion: str,
    reasons: str,
    organisation: int | None,
) -> Voice:
    try:
        with transaction.atomic():
            return Voice.objects.create(
                version=version,
                seat=place.code,
                person_id=person,
                organisation_id=organisation,
                opinion=opinion,
                reasons=reasons,
                spoken_at=at,
            )
    except IntegrityError:
        raise AlreadySpoken(seat=place.label) from None
