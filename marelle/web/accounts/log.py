"""The log: who did or read what, newest first, filtered, page after page, with the state of its seal; and its file.

The log holds numbers. Names come from the accounts when it is shown, and never enter the file. Reading the log is
written in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.accounts.queries import names_of
from marelle.kernel import audit
from marelle.kernel.access import NATIONAL, Viewer
from marelle.kernel.clock import PARIS
from marelle.web.ui.exports import export_csv
from marelle.web.ui.tables import Column, Table

from .gestures import KINDS, gestures, kind

READ, READ_ALL = "audit.read_technical", "audit.read"
BEFORE, AFTER = "avant", "apres"
PAGE, FILE = 50, 20_000
LARGEST = 2**63 - 1


class Filters(forms.Form):
    """What the log is narrowed to; it lives in the address."""

    person = forms.IntegerField(
        label=gettext_lazy("Numéro de la personne"),
        required=False,
        min_value=1,
        max_value=LARGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    action = forms.ChoiceField(label=gettext_lazy("Geste"), required=False)
    on = forms.ChoiceField(label=gettext_lazy("Objet"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Du"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Au"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reads = forms.BooleanField(label=gettext_lazy("Lectures seules"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("Tous")), *_sorted(gestures())]  # type: ignore[attr-defined]
        self.fields["on"].choices = [("", _("Tous")), *_sorted(KINDS)]  # type: ignore[attr-defined]

    def asked(self) -> audit.Asked:
        """What was understood; a filter that was not is said at its field and narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        return audit.Asked(
            person_id=said.get("person"),
            action=said.get("action", ""),
            object_kind=said.get("on", ""),
            since=said.get("since"),
            until=said.get("until"),
            reads_only=said.get("reads", False),
        )


def _sorted(words: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted(((code, str(word)) for code, word in words.items()), key=lambda choice: choice[1])


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with the name of who acted, as the accounts have it today."""

    entry: audit.Entry
    who: str
    gesture: str


def show(request: HttpRequest) -> HttpResponse:
    """Price: four queries (the entries, the line that says that they were read, the names, the seal)."""
    viewer, form = _reader(request), Filters(request.GET)
    asked = form.asked()
    page = audit.read_log(viewer, asked, before=_key(request, BEFORE), after=_key(request, AFTER), limit=PAGE)
    table = Table(
        SCREEN_COLUMNS,
        _lines(page.entries),
        _("Gestes et lectures, du plus récent au plus ancien"),
        empty=_("Aucune écriture ne correspond. Effacez un filtre ou élargissez les dates."),
        caption_hidden=True,
    )
    content = {
        "form": form,
        "table": table,
        "newer": _address(request, AFTER, page.newer),
        "older": _address(request, BEFORE, page.older),
        "seal": audit.seal_state(),
        "file_url": _file_address(request),
        "most": FILE,
        "reads_all": viewer.may(READ_ALL, frozenset({NATIONAL})),
    }
    return render(request, "accounts/log.html", content)


def as_csv(request: HttpRequest) -> HttpResponseBase:
    """The newest entries that answer, at most `FILE` of them. Price: two queries."""
    page = audit.read_log(_reader(request), Filters(request.GET).asked(), limit=FILE)
    return export_csv(COLUMNS, [Line(entry, "", "") for entry in page.entries], "journal.csv")


def _reader(request: HttpRequest) -> Viewer:
    """Whoever reads the log of the whole country. Refuses those who may read only the log of some place."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    viewer.must(READ, frozenset({NATIONAL}))
    return viewer


def _lines(entries: Iterable[audit.Entry]) -> list[Line]:
    names = names_of(entry.person_id for entry in entries if entry.person_id)
    words = gestures()
    return [Line(e, names.get(e.person_id or 0, ""), words.get(e.action, e.action)) for e in entries]


def _key(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _address(request: HttpRequest, name: str, key: int | None) -> str:
    if key is None:
        return ""
    query = request.GET.copy()
    for other in (BEFORE, AFTER):
        query.pop(other, None)
    query[name] = str(key)
    return f"?{query.urlencode()}"


def _file_address(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in (BEFORE, AFTER):
        query.pop(name, None)
    return f"{reverse('log_csv')}?{query.urlencode()}" if query else reverse("log_csv")


def _who(line: Line) -> str:
    entry = line.entry
    if entry.person_id is None:
        return _("programme « {name} »").format(name=entry.program)
    return line.who or _("personne n° {number}").format(number=entry.person_id)


def _to_person(line: Line) -> str | None:
    return f"{reverse('log')}?person={line.entry.person_id}" if line.entry.person_id else None


def _precisions(line: Line) -> str:
    told = ((name, _plain(value)) for name, value in line.entry.facts.items() if value not in ("", None))
    facts = " ; ".join(f"{name} : {value}" for name, value in told)
    text = " – ".join(part for part in (line.entry.why, facts) if part)
    return text if len(text) <= 160 else f"{text[:159]}…"


def _plain(value: Any) -> str:
    """A value in a few characters: the screen sums up, the file has everything."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:24]}…"


def _json(line: Line) -> str:
    return json.dumps(line.entry.facts, ensure_ascii=False, sort_keys=True) if line.entry.facts else ""


def _object(line: Line) -> str:
    """« Organisation 12 »; of a long number, its beginning: the file has it whole."""
    number = line.entry.object_id
    return f"{kind(line.entry.object_kind)} {number if len(number) <= 12 else number[:8] + '…'}".strip()


COLUMNS = (
    Column(
        "quand",
        gettext_lazy("Quand"),
        lambda line: date_format(line.entry.at.astimezone(PARIS), "d/m/Y H:i:s"),
        export=lambda line: line.entry.at.astimezone(PARIS).isoformat(),
    ),
    Column(
        "qui",
        gettext_lazy("Qui"),
        _who,
        "link",
        href=_to_person,
        note=lambda line: _("n° {number}").format(number=line.entry.person_id) if line.entry.person_id else None,
        export=lambda line: line.entry.person_id or line.entry.program,
    ),
    Column(
        "geste",
        gettext_lazy("Geste"),
        lambda line: line.gesture,
        note=lambda line: _("lecture") if line.entry.is_read else None,
        export=lambda line: line.entry.action,
    ),
    Column("lecture", gettext_lazy("Lecture"), lambda line: line.entry.is_read),
    Column("objet", gettext_lazy("Objet"), _object, export=lambda line: line.entry.object_kind),
    Column("numero_objet", gettext_lazy("Numéro de l’objet"), lambda line: line.entry.object_id),
    Column("motif", gettext_lazy("Motif"), lambda line: line.entry.why),
    Column("precisions", gettext_lazy("Motif et précisions"), _precisions, export=_json),
    Column("ecriture", gettext_lazy("Écriture"), lambda line: line.entry.id, "number"),
)
_FILE_ONLY = ("lecture", "numero_objet", "motif")
SCREEN_COLUMNS = tuple(column for column in COLUMNS if column.key not in _FILE_ONLY)
