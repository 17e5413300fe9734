"""The minutes of a list as a PDF: what was frozen and signed, and wherever the jury left the calculation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marelle.domains.calls.models import ListProposal
from marelle.domains.calls.queries.lists import decided_list
from marelle.domains.calls.queries.minutes import frozen, voices_of
from marelle.domains.calls.queries.terms import published_calls, selection_of
from marelle.domains.calls.states.lists import IN, SAYINGS, WAITING
from marelle.domains.calls.states.selection import METHODS
from marelle.kernel.access import NotFound
from marelle.kernel.clock import PARIS
from marelle.kernel.dossiers import OPINIONS
from marelle.kernel.money import Cents, euros
from marelle.kernel.pdf import MEDIA_TYPE, render
from marelle.web.ui.answers import say_name

from .list_shared import list_of, place_names, with_places
from .showing import moment
from .telling import list_sentences

PAGE = Path(__file__).with_name("minutes.typ")


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes as they stand, to those who read the list. Price: eight queries."""
    return _answer(list_of(request, slug))


def public(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes of a decided list, to everybody. Price: eight queries."""
    call = published_calls().filter(slug=slug).first()
    proposal = decided_list(call) if call else None
    if proposal is None:
        raise NotFound
    return _answer(proposal)


def _answer(proposal: ListProposal) -> HttpResponse:
    told = frozen(proposal)
    if told is None:
        raise NotFound
    response = HttpResponse(render(PAGE, minutes_data(proposal, told)), content_type=MEDIA_TYPE)
    return say_name(response, f"{proposal.call.slug}-proces-verbal.pdf", shown=True)


def minutes_data(proposal: ListProposal, told: dict[str, Any]) -> dict[str, Any]:
    """What the page of the minutes reads. Price: five queries."""
    call, years = proposal.call, told["years"]
    lines, rules, names = told["lines"], selection_of(call), place_names()
    inside = [line for line in lines if line["place"] == IN]
    waiting = sorted((line for line in lines if line["place"] == WAITING), key=lambda line: line["order"])
    return {
        "lang": (get_language() or "fr")[:2],
        "title": _("Procès-verbal de sélection"),
        "author": "Marelle",
        "lede": call.title,
        "trial": _("Essai : rien de ceci n’est réel.") if call.is_trial else "",
        "state": _state(proposal),
        "facts": _facts(proposal, told, len(inside), len(lines)),
        "rules_title": _("Les règles, publiées avant l’ouverture"),
        "rules": list_sentences(rules, names) if rules else [],
        "years_title": _("L’enveloppe, année par année"),
        "year_heads": [_("Année"), _("Enveloppe"), _("Cette liste"), _("Reste")],
        "years": [
            [str(year), euros(Cents(most)), euros(Cents(given)), euros(Cents(most - given))]
            for year, most, given in zip(years, told["envelope"], told["spent"], strict=True)
        ],
        "list_title": _("Les sites retenus"),
        "list_heads": [_("Rang"), _("Site"), _("Note finale"), *map(str, years)],
        "list": [[str(x["rank"]), _named(x), _comma(x["merit"]), *_amounts(x)] for x in inside],
        "waiting_title": _("La liste complémentaire, dans son ordre"),
        "waiting_heads": [_("Ordre"), _("Site"), _("Rang"), _("Note finale")],
        "waiting": [[str(x["order"]), _named(x), str(x["rank"]), _comma(x["merit"])] for x in waiting],
        "against_title": _("Où le jury s’est écarté du calcul"),
        "against_none": _("Nulle part : la liste est celle du calcul."),
        "against": [
            _against(line) for line in lines if line.get("said") and (line["place"] == IN) != line["calculated"]
        ],
        "broken_title": _("Les règles que cette liste ne suit pas"),
        "broken": [with_places(one, names) for one in told.get("not_kept", [])],
        "pairs_title": _("Où une note plus basse entre avant une plus haute"),
        "pairs_none": _("Nulle part, hors des candidatures qu’une règle écarte d’elle-même."),
        "pairs": _pairs(told["pairs"]),
        **_signed(proposal),
        **_prints(told),
        "footer": _("{call}, version {n}").format(call=call.title, n=told["round"]),
    }


def _signed(proposal: ListProposal) -> dict[str, Any]:
    """Who signed, and what they said. Price: three queries."""
    people = {one.person_id: one.person.full_name for one in proposal.signatories.select_related("person")}
    voices = list(voices_of(proposal))
    signs = [[people.get(voice.person_id, ""), _sign(voice.opinion), moment(voice.spoken_at)] for voice in voices]
    heads = [_("Qui"), _("Réponse"), _("Quand")]
    if any(voice.reasons for voice in voices):
        signs = [[*sign, voice.reasons] for sign, voice in zip(signs, voices, strict=True)]
        heads.append(_("Raisons"))
    return {"signs_title": _("Signatures"), "signs": signs, "sign_heads": heads}


def _prints(told: dict[str, Any]) -> dict[str, Any]:
    """With what anybody calculates it again."""
    return {
        "prints_title": _("Pour refaire le calcul"),
        "prints": [
            [_("Question"), wrap(told["run"]["question"], 32)],
            [_("Réponse"), wrap(told["run"]["answer"], 32)],
        ],
        "replay": _(
            "La question est un fichier que chacun peut télécharger ; la commande « marelle select » lui répond, octet "
            "pour octet, par la réponse ci-dessus."
        ),
    }


def _state(proposal: ListProposal) -> str:
    if proposal.state == "decided" and proposal.decided_at:
        day = date_format(proposal.decided_at.astimezone(PARIS), "j F Y")
        return _("Liste signée et décidée le {day}.").format(day=day)
    if proposal.state == "signed":
        return _("Liste signée, pas encore décidée.")
    return _("Projet : cette liste n’est qu’une proposition tant que toutes les personnes nommées ne l’ont pas signée.")


def _facts(proposal: ListProposal, told: dict[str, Any], inside: int, whole: int) -> list[list[str]]:
    run = told["run"]
    return [
        [_("Appel"), proposal.call.title],
        [_("Décide"), proposal.call.decided_by or _("inconnu")],
        [_("Liste"), str(METHODS[run["method"]])],
        [_("Version des règles"), run["rules"]],
        [_("Graine du tirage"), run["seed"]],
        [_("Sites retenus"), _("{n} sur {whole}").format(n=inside, whole=whole)],
        [_("Version arrêtée"), str(told["round"])],
    ]


def _named(line: dict[str, Any]) -> str:
    return f"{line['site']} ({line['departement']})"


def _comma(number: str) -> str:
    return number.replace(".", ",")


def _amounts(line: dict[str, Any]) -> list[str]:
    return [euros(Cents(cents)) for cents in line["amounts"]]


def _against(line: dict[str, Any]) -> list[str]:
    said = line["said"]
    return [f"{_named(line)}, {_comma(line['merit'])}", str(SAYINGS[said["saying"]]), said["by"], said["reason"]]


def _pairs(pairs: Sequence[Any]) -> list[list[str]]:
    """Each candidature left out, with every one that enters under its mark: one paragraph, not one line a pair."""
    lower: dict[tuple[str, str], list[str]] = {}
    for low, high in pairs:
        entered = _("{site} ({mark})").format(site=low["site"], mark=_comma(low["merit"]))
        lower.setdefault((high["site"], high["merit"]), []).append(entered)
    said = _("n’entre pas\u00a0; entrent avec une note plus basse\u00a0: {names}.")
    return [
        [_("{site} ({mark})").format(site=site, mark=_comma(mark)), said.format(names=", ".join(names))]
        for (site, mark), names in lower.items()
    ]


def _sign(opinion: str) -> str:
    return _("Signe") if opinion == "favourable" else str(OPINIONS[opinion])
