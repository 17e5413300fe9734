"""« Cette adresse est-elle dans un quartier prioritaire ? »: a point, or a whole spreadsheet, answered on this machine.

Coordinates are sent in the body of the request, never in an address: no log keeps them.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import queries
from marelle.kernel.errors import Refused
from marelle.web.ui.answers import form_page, say_name, say_refusal
from marelle.web.ui.cells import safe_cell, safe_text

LARGEST = 20 * 1024 * 1024


class PointForm(forms.Form):
    point = forms.CharField(
        label=gettext_lazy("Latitude et longitude"),
        help_text=gettext_lazy("Comme les cartes en ligne les donnent : 43.5978, 1.4049. La latitude d’abord."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )

    def clean_point(self) -> tuple[float, float]:
        """Longitude and latitude."""
        text = self.cleaned_data["point"]
        numbers = [part.replace(",", ".") for part in re.findall(r"-?\d+(?:[.]\d+|,\d+)?", text)]
        if len(numbers) != 2:
            raise forms.ValidationError(_("Écrivez deux nombres : la latitude, puis la longitude."))
        lat, lon = (float(number) for number in numbers)
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise forms.ValidationError(_("Ce n’est pas un point de la Terre. La latitude vient d’abord."))
        return lon, lat


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Un fichier de points"),
        help_text=gettext_lazy("CSV ou tableur, avec des colonnes « longitude » et « latitude ». 20 Mo au plus."),
    )
    generation = forms.TypedChoiceField(
        label=gettext_lazy("Liste des quartiers"), choices=[(2024, "2024"), (2015, "2015")], coerce=int
    )


def show(request: HttpRequest) -> HttpResponse:
    """Price: one query to show it; six to answer for a point, four for a file."""
    asked = request.POST.get("what", "")
    point = PointForm(request.POST if asked == "point" else None)
    sheet = SheetForm(request.POST if asked == "sheet" else None, request.FILES if asked == "sheet" else None)
    found, refused = None, False
    if asked == "point":
        refused = not point.is_valid()
        found = None if refused else queries.locate(*point.cleaned_data["point"])
    if asked == "sheet":
        answer = _file(sheet)
        if answer is not None:
            return answer
        refused = True
    context: dict[str, Any] = {"point": point, "sheet": sheet, "found": found, "known": queries.outlines_known()}
    return form_page(request, "territories/locate.html", context, refused=refused)


def _file(form: SheetForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    upload: UploadedFile[bytes] = form.cleaned_data["file"]
    if (upload.size or 0) > LARGEST:
        form.add_error("file", _("Ce fichier est trop lourd. Coupez-le en plusieurs."))
        return None
    try:
        located = queries.locate_sheet(upload.read(), form.cleaned_data["generation"])
    except Refused as refusal:
        say_refusal(form, refusal)
        return None
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(heading) for heading in located.headings])
    writer.writerows([safe_cell(cell) for cell in row] for row in located.rows)
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return say_name(response, "points-et-quartiers.csv")
