"""The register of sites: a table that sorts, filters and searches, a map that says the same, two files."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.observatory import queries
from marelle.domains.observatory.queries import PublishedSite, RegisterChoices
from marelle.web.ui.exports import export_csv, export_json
from marelle.web.ui.site_points import site_points
from marelle.web.ui.tables import Table, read_sort, sort_rows

from .columns import SCREEN_COLUMNS, SITE_COLUMNS, wave_words


class Filters(forms.Form):
    """What the register is narrowed to; everything is optional and lives in the address."""

    region = forms.ChoiceField(label=gettext_lazy("Région"), required=False)
    vague = forms.TypedChoiceField(label=gettext_lazy("Vague"), required=False, coerce=int, empty_value=None)
    q = forms.CharField(
        label=gettext_lazy("Une cité, une commune, un quartier"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, choices: RegisterChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = [(region.code, f"{region.name} ({region.sites})") for region in choices.regions]
        waves = [(wave, wave_words(wave, wave in choices.open_waves)) for wave in choices.waves]
        self.fields["region"].choices = [("", _("Toutes les régions")), *regions]  # type: ignore[attr-defined]
        self.fields["vague"].choices = [("", _("Toutes les vagues")), *waves]  # type: ignore[attr-defined]


def show(request: HttpRequest) -> HttpResponse:
    """Price: the queries of `published_sites` and `register_choices`."""
    form, chosen = _chosen(request, identifiers=False)  # which only files say
    sort = read_sort(request, SCREEN_COLUMNS, default="name")
    table = Table(
        columns=SCREEN_COLUMNS,
        rows=sort_rows(chosen, SCREEN_COLUMNS, sort),
        caption=_("Cités éducatives, montants de l’État par an"),
        sort=sort,
        query=request.GET,
        anchor="tableau",
        empty=_("Aucune cité ne correspond. Effacez un filtre ou essayez un autre mot."),
    )
    context = {"form": form, "table": table, "count": len(chosen), "points": site_points(chosen)}
    return render(request, "territories/register.html", context)


def as_csv(request: HttpRequest) -> HttpResponseBase:
    return export_csv(SITE_COLUMNS, _chosen(request)[1], "cites-educatives.csv")


def as_json(request: HttpRequest) -> HttpResponseBase:
    return export_json(SITE_COLUMNS, _chosen(request)[1], "cites-educatives.json")


def _chosen(request: HttpRequest, identifiers: bool = True) -> tuple[Filters, list[PublishedSite]]:
    everything = queries.published_sites(identifiers=identifiers)
    form = Filters(request.GET, choices=queries.register_choices(everything))
    form.is_valid()
    wanted = form.cleaned_data
    return form, queries.narrowed(everything, wanted.get("region"), wanted.get("vague"), wanted.get("q"))
