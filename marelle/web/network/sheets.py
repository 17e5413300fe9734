"""The sheets that an organisation keeps: open one, write it, say that it is still true."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marelle.domains.accounts.queries import names_of
from marelle.domains.network import services
from marelle.domains.network.access import WRITE, organisations_of, own_sheets
from marelle.domains.network.models import Partner
from marelle.domains.network.queries import known_of_sheet, sites_of
from marelle.domains.network.rules.sheets import SheetIncomplete, months_unconfirmed
from marelle.domains.network.states import CONFIRMED, INCOMPLETE, OLD
from marelle.kernel.access import NotFound, load
from marelle.kernel.errors import Refused
from marelle.kernel.questionnaires import check, evaluate
from marelle.kernel.questionnaires.services import AnswersClash, AnswersUnreadable, asides_of
from marelle.kernel.states import State
from marelle.web.ui.answers import form_page
from marelle.web.ui.moments import clock_time, day_of, moment
from marelle.web.ui.questionnaire import Offer, SectionForm, section_form
from marelle.web.ui.questionnaire.saving import autosaved, sent_by_script
from marelle.web.ui.questionnaire.writing import aside_texts, asides_fragment, clash_texts, whole_number
from marelle.web.ui.tables import Column, Table

LARGEST_NUMBER = 9  # digits


def state_of(partner: Partner, at: Any) -> State:
    if partner.confirmed_at is None:
        return INCOMPLETE
    return OLD if months_unconfirmed(partner.confirmed_at, at) else CONFIRMED


def show_all(request: HttpRequest) -> HttpResponse:
    """Price: four queries, and one for each organisation of the viewer."""
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    if request.method == "POST":
        return _open(request)
    sheets = list(own_sheets(viewer).order_by("organisation__plain", "site__plain"))
    there = {(one.organisation_id, one.site_id) for one in sheets}
    to_open = [
        (body, site)
        for body in organisations_of(viewer)
        for site in sites_of(body)
        if (body.pk, site.pk) not in there and site.status == "open"
    ]
    columns = (
        Column(
            "organisation",
            _("Organisme"),
            lambda p: p.organisation.name,
            "link",
            href=lambda p: f"/annuaire/fiches/{p.pk}/",
        ),
        Column("site", _("Cité"), lambda p: p.site.name),
        Column("state", _("État"), lambda p: state_of(p, now), "state"),
        Column("confirmed", _("Confirmée le"), lambda p: day_of(p.confirmed_at), "date"),
    )
    empty = _("Vous n’avez pas encore de fiche.")
    table = Table(columns, sheets, _("Vos fiches dans les annuaires"), empty=empty)
    return render(request, "network/sheets.html", {"table": table, "to_open": to_open})


def _open(request: HttpRequest) -> HttpResponse:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    organisation, _comma, site = request.POST.get("open", "").partition(",")
    body = next((one for one in organisations_of(viewer) if str(one.pk) == organisation), None)
    home = next((one for one in sites_of(body) if str(one.pk) == site), None) if body else None
    if body is None or home is None:
        raise NotFound
    partner = services.open_sheet(by=viewer, at=now, site=home, organisation=body)
    return redirect("own_sheet", pk=partner.pk)


def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Price: three queries to load it, at most twelve for the registers; as many again when it is saved."""
    viewer = request.viewer  # type: ignore[attr-defined]
    partner = load(viewer, WRITE, own_sheets(viewer), pk=pk)
    if request.method != "POST":
        return _page(request, partner, None, partner.sheet.revision)
    then, _colon, what = request.POST.get("then", "").partition(":")
    if then == "confirm":
        return _confirm(request, partner)
    if then in ("take", "leave"):
        return _settle(request, partner, whole_number(what), take=then == "take")
    return _save(request, partner)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.clock.now}  # type: ignore[attr-defined]


def _settle(request: HttpRequest, partner: Partner, number: int, *, take: bool) -> HttpResponse:
    """One of two texts written at once is kept in its place; what is typed on the page is shown again."""
    aside = next((one for one in asides_of(partner.sheet) if one.pk == number), None)
    typed = _form(partner).typed(request.POST)
    if aside is not None:
        typed.pop(aside.field, None)
        services.settle_sheet_text(partner=partner, aside=aside, take=take, **_by(request))
        partner.refresh_from_db()
    said = _("Le texte mis de côté a pris la place de l’autre.") if take else _("Le texte enregistré est gardé.")
    return _page(request, partner, _form(partner, typed), request.POST.get("revision", ""), status=said)


def save(request: HttpRequest, pk: int) -> HttpResponse:
    """What the script asks as one writes: saves the fields that changed, each from the revision that was on the page;
    answers what to show, in JSON. Price: about forty queries."""
    viewer = request.viewer  # type: ignore[attr-defined]
    partner = load(viewer, WRITE, own_sheets(viewer), pk=pk)
    definition = partner.sheet.questionnaire.form
    typed, bases = sent_by_script(definition.sections[0], request.POST)
    try:
        saved = services.save_sheet(partner=partner, answers=typed, revision=bases, what_can_be=True, **_by(request))
    except Refused as refusal:
        request.undo = True  # type: ignore[attr-defined]
        return JsonResponse({"refused": str(refusal), "code": refusal.code}, status=refusal.status)
    partner = load(viewer, WRITE, own_sheets(viewer), pk=pk)
    told = autosaved(request.POST, partner.sheet, definition, _form(partner), saved)
    missing = len(_faults(partner))
    return JsonResponse(
        {**told, "saved": _saved_words(partner), "asides": asides_fragment(_asides(partner)), "missing": missing}
    )


def _saved_words(partner: Partner) -> str:
    return _("Enregistré le {time}").format(time=moment(partner.sheet.saved_at))


def _asides(partner: Partner) -> list[dict[str, Any]]:
    """What waits to be settled: whose, when, both texts. Price: none where nothing does, else two queries."""
    codes = {field.code: field for field in partner.sheet.questionnaire.form.sections[0].fields}
    waiting = asides_of(partner.sheet)
    names = names_of(one.written_by for one in waiting if one.written_by) if waiting else {}
    seen = evaluate(partner.sheet.questionnaire.form, partner.sheet.answers, known_of_sheet(partner)[0])
    return aside_texts(waiting, codes, partner.sheet.answers, seen, names, clock_time) if waiting else []


def _save(request: HttpRequest, partner: Partner) -> HttpResponse:
    typed, base = _form(partner).typed(request.POST), request.POST.get("revision", "")
    try:
        services.save_sheet(
            by=request.viewer,  # type: ignore[attr-defined]
            at=request.clock.now,  # type: ignore[attr-defined]
            partner=partner,
            answers=typed,
            revision=int(base) if base.isascii() and base.isdecimal() and len(base) <= LARGEST_NUMBER else 0,
        )
    except AnswersUnreadable as refusal:
        return _page(request, partner, _form(partner, typed, refusal.faults), base, refusal)
    except AnswersClash as clash:
        return _page(request, partner, _form(partner, clash.shown), clash.revision, clash)
    except Refused as refusal:
        return _page(request, partner, _form(partner, typed), base, refusal)
    if partner.confirmed_at is None:
        left = _form(partner, faults=_faults(partner))
        return _page(request, partner, left, partner.sheet.revision, SheetIncomplete(), kept=True)
    messages.success(request, _("La fiche est enregistrée et confirmée : elle est dans l’annuaire."))
    return redirect("own_sheet", pk=partner.pk)


def _confirm(request: HttpRequest, partner: Partner) -> HttpResponse:
    viewer, now = request.viewer, request.clock.now  # type: ignore[attr-defined]
    try:
        services.confirm_sheet(by=viewer, at=now, partner=partner)
    except SheetIncomplete as refusal:
        return _page(request, partner, _form(partner, faults=refusal.faults), partner.sheet.revision, refusal)
    messages.success(request, _("C’est noté : la fiche est toujours vraie."))
    return redirect("own_sheets")


def _faults(partner: Partner) -> list[Any]:
    return list(check(partner.sheet.questionnaire.form, partner.sheet.answers, known_of_sheet(partner)[0]))


def _form(partner: Partner, values: Mapping[str, Any] | None = None, faults: Any = ()) -> SectionForm:
    definition = partner.sheet.questionnaire.form
    known, near = known_of_sheet(partner, quarters=True)
    seen = evaluate(definition, partner.sheet.answers, known)
    entries = known.get("qpv", {})
    offers = {"quarters": Offer([entries[code] for code in near if code in entries], None, "", True)}
    said = {**partner.sheet.answers, **(values or {})}
    return section_form(definition.sections[0], seen.shown, said, faults, known, offers)


def _clashes(partner: Partner, refusal: Refused | None) -> list[tuple[str, str, str]]:
    """Both texts of each answer that a colleague changed meanwhile."""
    if not isinstance(refusal, AnswersClash):
        return []
    definition = partner.sheet.questionnaire.form
    seen = evaluate(definition, partner.sheet.answers, known_of_sheet(partner)[0])
    return clash_texts(definition, seen, refusal.clashes)


def _page(
    request: HttpRequest,
    partner: Partner,
    form: SectionForm | None,
    revision: object,
    refusal: Refused | None = None,
    *,
    kept: bool = False,
    status: str = "",
) -> HttpResponse:
    now = request.clock.now  # type: ignore[attr-defined]
    content = {
        "partner": partner,
        "form": form or _form(partner),
        "revision": revision,
        "refusal": refusal,
        "state": state_of(partner, now),
        "months": months_unconfirmed(partner.confirmed_at, now) if partner.confirmed_at else 0,
        "here": partner.sheet.questionnaire.form.sections[0],
        "kept": kept,
        "status": status,
        "saved": _saved_words(partner) if partner.sheet.revision else _("Rien n’a encore été modifié."),
        "asides": _asides(partner),
        "clashes": _clashes(partner, refusal),
    }
    return form_page(request, "network/sheet.html", content, refused=refusal and not kept)
