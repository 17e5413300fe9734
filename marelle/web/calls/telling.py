"""How the screens say the terms of a call: its calendar, how its list is made, how amounts are fixed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marelle.domains.calls.models import Call
from marelle.domains.calls.queries.terms import Limit, SelectionRules, Weighed, weighed
from marelle.domains.calls.states.selection import METHODS, OVERSEAS, SIZES, TIES
from marelle.kernel.clock import PARIS
from marelle.kernel.money import euros
from marelle.web.ui.paths import Place, Span

from .showing import moment


def day(value: date | None) -> str:
    """« 31 décembre 2019 », or nothing."""
    return date_format(value, "j F Y") if value else ""


def calendar_spans(call: Call, now: datetime) -> list[Span]:
    """The stretches of a call, from its opening to its projects; those that nobody dated are left out."""
    today, opens = now.astimezone(PARIS).date(), call.opens_at.astimezone(PARIS).date()
    last = call.closes_at.astimezone(PARIS).date() if call.closes_at else None
    spans = [Span(_("Dépôt des candidatures"), opens, last, _filing(call), _place(opens, last, today))]
    if call.kind == "rolling":
        return spans + [_batch_span(batch, today) for batch in call.batches.all()]
    chain = (
        (_("Avis du préfet et du recteur"), call.opinions_by),
        (_("Sélection et décision"), call.decided_on or call.decision_by),
        (_("Finalisation des projets"), call.finalise_by),
    )
    for title, until in chain:
        if until:
            when = _("jusqu’au {day}").format(day=day(until))
            spans.append(Span(title, last, until, when, _place(last, until, today)))
            last = until
    return spans


def _filing(call: Call) -> str:
    opens, closes = moment(call.opens_at), moment(call.closes_at)
    if call.closes_at is None:
        return _("depuis le {opens}, sans date limite").format(opens=opens)
    return _("du {opens} au {closes}").format(opens=opens, closes=closes)


def _batch_span(batch: Any, today: date) -> Span:
    cut = batch.cuts_at.astimezone(PARIS).date()
    title = _("Lot {n}").format(n=batch.number)
    if batch.decided_on:
        when = _("arrêté le {cut}, décidé le {day}").format(cut=day(cut), day=day(batch.decided_on))
        return Span(title, cut, batch.decided_on, when, "done")
    when = _("arrêté le {cut}, décision pour le {day}").format(cut=day(cut), day=day(batch.decision_by))
    return Span(title, cut, batch.decision_by, when, _place(cut, batch.decision_by, today))


def _place(starts: date | None, ends: date | None, today: date) -> Place:
    if starts and today < starts:
        return "ahead"
    return "done" if ends and today > ends else "here"


def weight_of(value: Decimal) -> str:
    """« 0,35 », without useless zeros."""
    return str(number_format(value.normalize(), use_l10n=True))


def shares(call: Call) -> list[tuple[str, float, str]]:
    """The share of each criterion, as bars show it."""
    rows = weighed(list(call.criteria.all()))
    return [(row.criterion.title, float(row.share), share_of(row)) for row in rows]


def share_of(row: Weighed) -> str:
    """« 35 % »."""
    return f"{weight_of(row.share)}\xa0%"


def scale_of(row: Weighed) -> str:
    """« de 0 à 5, par 0,5 »."""
    one = row.criterion
    values = {"low": weight_of(one.mark_min), "high": weight_of(one.mark_max), "step": weight_of(one.mark_step)}
    return _("de {low} à {high}, par {step}").format(**values)


def list_sentences(rules: SelectionRules, names: Mapping[str, str]) -> list[str]:
    """How the list is made, one sentence a rule; `names` says regions and académies by « region:32 »."""
    said = [_sentence(METHODS[rules.method])]
    if rules.most is not None:
        said.append(
            ngettext("Au plus {n} site est retenu.", "Au plus {n} sites sont retenus.", rules.most).format(n=rules.most)
        )
    if rules.least:
        said.append(
            ngettext("Au moins {n} site est retenu.", "Au moins {n} sites sont retenus.", rules.least).format(
                n=rules.least
            )
        )
    if rules.require_favourable:
        said.append(
            _("Seul un site dont le préfet et le recteur sont favorables, même avec des réserves, peut entrer.")
        )
    said += [_limit(limit, names) for limit in rules.limits]
    said.append(_("À égalité : {rule}.").format(rule=TIES[rules.ties]))
    said.append(_("La graine du tirage est « {seed} » : chacun peut le refaire.").format(seed=rules.seed))
    return said


def _sentence(text: Any) -> str:
    return f"{text}."


def _limit(limit: Limit, names: Mapping[str, str]) -> str:
    where = names.get(f"{limit.tag}:{limit.value}", limit.value)
    if limit.kind == "share":
        share = number_format((limit.number * 100).normalize(), use_l10n=True)
        return _("{where} : au plus {share}\xa0% de l’enveloppe.").format(where=where, share=share)
    count = int(limit.number)
    if limit.kind == "floor":
        return ngettext("{where} : au moins {n} site.", "{where} : au moins {n} sites.", count).format(
            where=where, n=count
        )
    return ngettext("{where} : au plus {n} site.", "{where} : au plus {n} sites.", count).format(where=where, n=count)


def tag_names(regions: Any, academies: Any) -> dict[str, str]:
    """The names of everything that a limit may be about."""
    found = {f"region:{one.code}": one.name for one in regions}
    found |= {f"academie:{one.code}": _("académie de {name}").format(name=one.name) for one in academies}
    found |= {f"size:{code}": _("Sites de taille : {size}").format(size=name) for code, name in SIZES.items()}
    return found | {f"overseas:{code}": str(name).capitalize() for code, name in OVERSEAS.items()}


def scale_sentences(rules: SelectionRules) -> list[str]:
    """How the amount of a site is fixed, before selection."""
    steps = rules.scale.steps
    if rules.scale.by == "flat":
        return [_("Chaque site retenu reçoit {amount} par an.").format(amount=euros(steps[0].cents))]
    if rules.scale.by == "requested":
        ceiling = euros(steps[0].cents)
        return [_("Chaque site retenu reçoit ce qu’il demande, au plus {amount} par an.").format(amount=ceiling)]
    said = []
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        amount, start = euros(step.cents), number_format(step.start, use_l10n=True)
        if following is None:
            said.append(_("À partir de {start} habitants : {amount} par an.").format(start=start, amount=amount))
        else:
            end = number_format(following.start, use_l10n=True)
            text = _("De {start} à moins de {end} habitants : {amount} par an.")
            said.append(text.format(start=start, end=end, amount=amount))
    return said
