"""The orders about applications: start, file, give an opinion, withdraw. Those of writers: `writing`; the decision:
`deciding`."""

from datetime import datetime

from django.db import IntegrityError, transaction

from marelle.domains.territories.models import Site
from marelle.kernel import audit, clock
from marelle.kernel.access import Viewer
from marelle.kernel.dossiers.models import Voice
from marelle.kernel.dossiers.services import open_dossier, speak
from marelle.kernel.questionnaires.services import start_answers

from ..access.applications import FILE, WRITE
from ..access.calls import visible_calls
from ..models import Application, Call
from ..notifications import tell_filed
from ..queries.applications import organisations_to_apply_as, speaks_for
from ..queries.calls import current_labels
from ..rules.applications import (
    AlreadyApplied,
    ApplicationFiled,
    CallClosed,
    CallNotOpen,
    NotYetFiled,
    NotYourOrganisation,
    SiteNotLabelled,
    SiteNotPreselected,
    is_open,
    keys_of,
)
from ..rules.calls import said
from ..rules.reviews import WhyMissing
from .deciding import decide_application
from .forms import form_of, known_already, publish_preproject_form
from .writing import freeze_answers, held_application, move, save_section

__all__ = [
    "decide_application",
    "file_application",
    "form_of",
    "give_opinion",
    "publish_preproject_form",
    "save_section",
    "start_application",
    "withdraw_application",
]


@transaction.atomic
def start_application(*, by: Viewer, call: Call, site: Site, organisation_id: int) -> Application:
    """Opens an empty application of an organisation, for a site, to an open call.

    Refuses without `calls.write_application` on the site, `NotYourOrganisation`, `CallNotOpen`, `CallClosed`,
    `SiteNotPreselected`, `SiteNotLabelled`, and `AlreadyApplied` when the site has one that is not withdrawn. A trial
    is not open to those who do not see it. The form is the version that the call chose; what the register of sites
    knows is answered already.
    """
    places = site.perimeters()
    by.must(WRITE, places)
    now = clock.now()
    if by.person_id is not None and organisation_id not in organisations_to_apply_as(by, now):
        raise NotYourOrganisation
    if not visible_calls(by).filter(pk=call.pk).exists():
        raise CallNotOpen(call=call.title)
    return open_draft(by, call, site, organisation_id, now)


def open_draft(by: Viewer, call: Call, site: Site, organisation_id: int, now: datetime) -> Application:
    """The empty application that `start_application` and the import of spreadsheets open: each judged who may.

    Refuses `CallNotOpen`, `CallClosed`, `SiteNotPreselected`, `SiteNotLabelled`, `AlreadyApplied`.
    """
    _must_be_open(call, now)
    _must_be_for(call, site)
    inside = sorted({f"{place.kind}:{place.code}" for place in site.perimeters()})
    try:
        with transaction.atomic():
            application = Application.objects.create(
                call=call,
                site=site,
                organisation_id=organisation_id,
                inside=inside,
                sheet=start_answers(form_of(call), by=by, answers=known_already(site, now.date())),
                dossier=open_dossier("calls.application", keys_of(call.regional_opinion)),
            )
    except IntegrityError:
        raise AlreadyApplied from None
    audit.record(by, "calls.start_application", application)
    return application


@transaction.atomic
def file_application(*, by: Viewer, application: Application) -> Application:
    """Files a complete draft before the call closes: freezes it, gives it its fingerprint, asks for the two opinions.

    The row of the call is locked first and the one clock read after: whoever waited is judged by the time at which
    they got through, and an extension never crosses a filing. Refuses without `calls.file_application`,
    `CallNotOpen`, `CallClosed`, `ApplicationFiled`, `ApplicationIncomplete` with all that is missing, `NotEligible`
    where the rules of the call are blocking and no derogation was granted.
    """
    by.must(FILE, application.perimeters())
    call = Call.objects.select_for_update().get(pk=application.call_id)
    now = clock.now()
    held = held_application(application)
    _must_be_open(call, now, held.extended_until)
    if held.state != "draft":
        raise ApplicationFiled
    version = freeze_answers(held, call, by=by, at=now)
    held.filed_at, held.filed_by_id = now, by.person_id
    move(held, "filed", "filed_at", "filed_by")
    audit.record(by, "calls.file_application", held, facts={"fingerprint": version.fingerprint})
    tell_filed(held, version, now)
    return held


@transaction.atomic
def give_opinion(
    *, by: Viewer, at: datetime, application: Application, version: int, seat: str, opinion: str, reasons: str
) -> Voice:
    """Gives the opinion of the préfet or of the rector on a version of a filed application, for good.

    `version` is the number of the one that was read. Refuses `NotYetFiled`, and what `kernel.dossiers` refuses:
    `NotYourSeat`, `AlreadySpoken`, `VersionSuperseded`, `ReasonsMissing`. The first opinion opens the examination.
    """
    held = held_application(application)
    if held.state not in ("filed", "under_review"):
        raise NotYetFiled
    frozen = held.dossier.versions.filter(number=version).first()
    if frozen is None:
        raise NotYetFiled
    place = held.dossier.rule.seat(seat)
    organisation = speaks_for(by, held, place.permission, at) if place else None
    voice = speak(
        frozen,
        seat,
        by=by,
        at=at,
        within=held.perimeters(),
        opinion=opinion,
        reasons=reasons,
        organisation_id=organisation,
    )
    if held.state == "filed":
        move(held, "under_review")
    audit.record(by, "calls.give_opinion", held, facts={"seat": seat, "opinion": opinion, "version": version})
    application.state = held.state
    return voice


@transaction.atomic
def withdraw_application(*, by: Viewer, application: Application, why: str) -> Application:
    """Takes an application back; it stays readable. Refuses without `calls.file_application`, `WhyMissing`, or once
    decided."""
    by.must(FILE, application.perimeters())
    if not why.strip():
        raise WhyMissing(field="why")
    held = held_application(application)
    move(held, "withdrawn")
    audit.record(by, "calls.withdraw_application", held, why=why.strip())
    return held


def _must_be_open(call: Call, now: datetime, extended_until: datetime | None = None) -> None:
    if call.state == "draft" or now < call.opens_at:
        raise CallNotOpen(call=call.title)
    if not is_open(call.state, call.opens_at, call.closes_at, now, extended_until):
        closings = [instant for instant in (call.closes_at, extended_until) if instant]
        raise CallClosed(call=call.title, closed=said(max(closings, default=None)))


def _must_be_for(call: Call, site: Site) -> None:
    if call.kind == "preselection" and not call.preselected.filter(site=site).exists():
        raise SiteNotPreselected(call=call.title, site=site.name, field="site")
    if call.kind in ("renewal", "extension") and not current_labels([site]):
        raise SiteNotLabelled(call=call.title, site=site.name, field="site")
