"""One figure over the validated reviews of all cités: drawn, with its quartiles, for who reads the whole country."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.projects.access.reviews import compares_all
from marelle.domains.projects.queries.reviews import ComparedReview, compared, years_reviewed
from marelle.domains.projects.rules.reviews import Figure, FigureKind, Spread, figure_kinds, spread_of
from marelle.domains.territories.queries.places import regions
from marelle.kernel.access import Forbidden
from marelle.web.ui.exports import export_csv
from marelle.web.ui.paging import page_of
from marelle.web.ui.tables import Column, Table, read_sort, sort_rows

from .reviews_shown import READ, change_words, figure_words, in_unit

SMALL, LARGE = 20_000, 100_000
SIZES = {
    "small": gettext_lazy("Moins de 20 000 habitants"),
    "middle": gettext_lazy("De 20 000 à 100 000 habitants"),
    "large": gettext_lazy("Plus de 100 000 habitants"),
    "unknown": gettext_lazy("Population inconnue"),
}
BINS = 8


class CompareForm(forms.Form):
    """Which figure, of which year, where, over which size of commune."""

    chiffre = forms.ChoiceField(label=gettext_lazy("Chiffre"), required=False)
    annee = forms.ChoiceField(label=gettext_lazy("Année"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Région"), required=False)
    taille = forms.ChoiceField(label=gettext_lazy("Commune principale"), required=False)

    def __init__(self, data: Any, kinds: Sequence[FigureKind], years: Sequence[int]) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, Any]]] = {
            "chiffre": [(one.code, one.label) for one in kinds],
            "annee": [(str(year), str(year)) for year in years],
            "region": [("", _("Toutes")), *((one.code, one.name) for one in regions())],
            "taille": [("", _("Toutes")), *SIZES.items()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def chosen(self, name: str, default: str = "") -> str:
        return (self.cleaned_data.get(name) if self.is_valid() else "") or default


class _Asked:
    """What somebody asked to compare, with its lines."""

    def __init__(self, request: HttpRequest) -> None:
        viewer = request.viewer  # type: ignore[attr-defined]
        if not compares_all(viewer):
            raise Forbidden(permission=READ)
        kinds, years = [one for one in figure_kinds() if one.scope == "national"], years_reviewed(viewer)
        given = {name: request.GET.get(name, "") for name in ("chiffre", "annee", "region", "taille")}
        first = {"chiffre": kinds[0].code, "annee": str(years[0]) if years else ""}
        self.form = CompareForm({name: given[name] or first.get(name, "") for name in given}, kinds, years)
        code = self.form.chosen("chiffre", kinds[0].code)
        self.kind = next(one for one in kinds if one.code == code)
        self.year = int(self.form.chosen("annee", str(years[0]))) if years else None
        size, region = self.form.chosen("taille"), self.form.chosen("region")
        every = compared(viewer, self.year, code, region) if self.year else []
        self.lines = [one for one in every if not size or size_of(one) == size]


def size_of(line: ComparedReview) -> str:
    """The size of the main commune, as a code of `SIZES`."""
    people = line.review.project.site.commune_main.population
    if people is None:
        return "unknown"
    return "small" if people < SMALL else "middle" if people <= LARGE else "large"


def columns(kind: FigureKind) -> tuple[Column, ...]:
    """The table of one figure: a line a cité, by name first; the value in its own words, and who tells it."""
    told = Column("dapres", gettext_lazy("D’après"), lambda line: counted_from(kind, line.figure))
    return *_values(kind), told, _change(kind)


def file_columns(kind: FigureKind) -> tuple[Column, ...]:
    """The same in a file: the value as a number, with how many records tell it, of how many."""
    return (
        *_values(kind),
        Column("dit_par", gettext_lazy("Dit par"), lambda line: line.figure.said),
        Column("sur", gettext_lazy("Sur"), lambda line: line.figure.counted),
        _change(kind),
    )


def _change(kind: FigureKind) -> Column:
    return Column("change", gettext_lazy("Depuis un an"), lambda line: change_words(kind, line.figure, line.before))


def _values(kind: FigureKind) -> tuple[Column, ...]:
    return (
        Column(
            "cite",
            gettext_lazy("Cité"),
            lambda line: line.review.project.site.name,
            kind="link",
            sortable=True,
            href=lambda line: reverse("project_review", args=[line.review.project_id, line.review.year]),
        ),
        Column(
            "region",
            gettext_lazy("Région"),
            lambda line: line.review.project.site.commune_main.departement.region.name,
            sortable=True,
        ),
        Column("taille", gettext_lazy("Commune principale"), lambda line: SIZES[size_of(line)]),
        Column(
            "valeur",
            kind.label,
            lambda line: figure_words(line.figure, kind.unit),
            sortable=True,
            order=lambda line: line.figure.value,
            export=lambda line: line.figure.value,
        ),
    )


def counted_from(kind: FigureKind, figure: Figure) -> str | None:
    """Who tells a figure: Marelle alone, or so many of the records that it counts. None where nobody does."""
    if figure.value is None:
        return None
    if figure.said is None or figure.counted is None:
        return _("{source}, compté par Marelle").format(source=kind.source)
    return _("{source} : {said} sur {counted} le disent").format(
        source=kind.source, said=figure.said, counted=figure.counted
    )


def show(request: HttpRequest) -> HttpResponse:
    """Price: six queries, whatever the number of cités."""
    asked = _Asked(request)
    shown = columns(asked.kind)
    sort = read_sort(request, shown, default="cite")
    page = page_of(request, sort_rows(asked.lines, shown, sort))
    table = Table(shown, list(page), _("Cités"), sort, request.GET, caption_hidden=True)
    spread = spread_of([one.figure for one in asked.lines])
    content = {
        "form": asked.form,
        "kind": asked.kind,
        "year": str(asked.year) if asked.year else "",
        "page": page,
        "table": table,
        "spread": spread,
        "quartiles": _quartiles(spread, asked.kind),
        "bins": [(_drawn(low, asked.kind), _drawn(high, asked.kind), n) for low, high, n in _bins(asked.lines)],
        "marks": [(_drawn(spread.median, asked.kind), _("Médiane"))] if spread.median is not None else [],
        "query": request.GET.urlencode(),
        "drawn_unit": {"cents": "€", "days": _("jours"), "hours": "h", "minutes": "min"}.get(asked.kind.unit, ""),
    }
    return render(request, "projects/compare_reviews.html", content)


def _drawn(value: Decimal, kind: FigureKind) -> float:
    """A value on the axis of the drawing: euros there, not cents."""
    return float(value / 100 if kind.unit == "cents" else value)


def _quartiles(spread: Spread, kind: FigureKind) -> list[tuple[str, str | None]]:
    named = (
        (_("Le plus petit"), spread.low),
        (_("Un quart est au-dessous de"), spread.lower),
        (_("La moitié est au-dessous de"), spread.median),
        (_("Trois quarts sont au-dessous de"), spread.upper),
        (_("Le plus grand"), spread.high),
    )
    return [(label, None if value is None else in_unit(value, kind.unit)) for label, value in named]


def _bins(lines: Sequence[ComparedReview]) -> list[tuple[Decimal, Decimal, int]]:
    """Equal slices of what is known whole, from the least to the greatest; none without two different values."""
    known = sorted(one.figure.value for one in lines if one.figure.value is not None and not one.figure.partial)
    if not known or known[0] == known[-1]:
        return []
    width = (known[-1] - known[0]) / BINS
    edges = [known[0] + width * step for step in range(BINS + 1)]
    counts = [0] * BINS
    for value in known:
        counts[min(int((value - known[0]) / width), BINS - 1)] += 1
    return [(edges[step], edges[step + 1], counts[step]) for step in range(BINS)]


def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Price: as `show`."""
    asked = _Asked(request)
    return export_csv(file_columns(asked.kind), asked.lines, f"revues-{asked.year or 'aucune'}-{asked.kind.code}.csv")
