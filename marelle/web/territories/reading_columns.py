"""What tables say of the files that were read, and of their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from marelle.domains.territories import services
from marelle.domains.territories.models import ImportRun
from marelle.domains.territories.services import Preview
from marelle.kernel.clock import PARIS
from marelle.kernel.states import State
from marelle.web.ui.tables import Column

REFUSED = State("refused", gettext_lazy("refusée"), "refused")
TAKEN = State("taken", gettext_lazy("prise, à savoir"), "late")
_OURS = {"sites": gettext_lazy("Cités")}  # what is read by its own order, beside the files of the State


def kind_label(code: str) -> str | Promise:
    """What a kind of file is called."""
    importer = services.IMPORTERS.get(code)
    return importer.kind.label if importer else _OURS.get(code, code)


def _source(run: ImportRun) -> str | None:
    return run.source.name if run.source else None


def _address(run: ImportRun) -> str | None:
    return run.source.url if run.source and run.source.url else None


def _licence(run: ImportRun) -> str | None:
    return run.source.licence if run.source else None


def _read_at(run: ImportRun) -> str:
    return date_format(run.at.astimezone(PARIS), "d/m/Y, H:i")


def _effect(run: ImportRun) -> str:
    """« 3 ajoutées, 12 modifiées »."""
    told = (
        (run.added, ngettext("{n} ajoutée", "{n} ajoutées", run.added)),
        (run.changed, ngettext("{n} modifiée", "{n} modifiées", run.changed)),
    )
    return ", ".join(words.format(n=number_format(count)) for count, words in told if count) or _("rien")


READING_COLUMNS = (
    Column(
        "sorte",
        gettext_lazy("Ce qu’il contient"),
        lambda run: kind_label(run.kind),
        "link",
        href=lambda run: reverse("reading", args=[run.pk]),
        note=lambda run: PurePosixPath(run.file_name).name,
    ),
    Column("vrai_le", gettext_lazy("Vrai au"), lambda run: run.facts_on, "date"),
    Column("source", gettext_lazy("Source"), _source, href=_address, note=_licence),
    Column("lu_le", gettext_lazy("Lu le"), _read_at),
    Column("effet", gettext_lazy("Ce qu’il a changé"), _effect),
    Column("refusees", gettext_lazy("Lignes refusées"), lambda run: run.refused_count, "number"),
)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a file of which there is something to say. What was kept is in French, whoever reads it."""

    number: int
    state: State
    sentence: str
    kept: bool = False

    @property
    def where(self) -> str:
        """What is said at the heading is said of the whole file."""
        return _("Ligne {number}").format(number=self.number) if self.number > 1 else _("Tout le fichier")

    @property
    def shown(self) -> str:
        return format_html('<span lang="fr">{}</span>', self.sentence) if self.kept else self.sentence


LINE_COLUMNS = (
    Column("ligne", gettext_lazy("Où"), lambda line: line.where, export=lambda line: line.number),
    Column("sort", gettext_lazy("Ce qu’elle devient"), lambda line: line.state, "state"),
    Column("motif", gettext_lazy("Pourquoi"), lambda line: line.shown, export=lambda line: line.sentence),
)


def lines_of_preview(preview: Preview) -> list[ReadLine]:
    """What a preview says line by line, the refused ones first."""
    told = ((REFUSED, preview.refused), (TAKEN, preview.remarked))
    return [ReadLine(fault.line, state, fault.sentence) for state, faults in told for fault in faults]


def lines_of_reading(run: ImportRun) -> list[ReadLine]:
    """The same of a reading that was kept: the first thousand of each."""
    told: Iterable[tuple[State, Sequence[Mapping[str, Any]]]] = ((REFUSED, run.refused), (TAKEN, run.remarked))
    return [ReadLine(fault["line"], state, fault["sentence"], kept=True) for state, faults in told for fault in faults]
