"""To what a list of candidatures is narrowed, read from an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.calls.access.boards import speaks
from marelle.domains.calls.models import Call
from marelle.domains.calls.queries import boards
from marelle.domains.calls.queries import listing as queries
from marelle.domains.calls.queries.boards import Reader
from marelle.domains.calls.queries.listing import Asked
from marelle.domains.calls.states.applications import APPLICATION
from marelle.domains.territories.queries import DepartementNames
from marelle.kernel.access import Viewer
from marelle.web.ui.forms import LongSelect
from marelle.web.ui.tables import SORT

MOST_PLACES = 40  # a longer list of départements is offered once a region is chosen
OPINIONS = [
    ("", gettext_lazy("Tous")),
    (queries.MINE, gettext_lazy("J’ai un avis à donner")),
    (queries.AWAITED, gettext_lazy("Un avis manque")),
    (queries.LATE, gettext_lazy("Un avis est en retard")),
]


class Filters(forms.Form):
    """To what the list is narrowed; it lives in the address."""

    q = forms.CharField(
        label=gettext_lazy("Un site, une organisation"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)
    avis = forms.ChoiceField(label=gettext_lazy("Avis"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Région"), required=False, widget=LongSelect)
    academie = forms.ChoiceField(label=gettext_lazy("Académie"), required=False, widget=LongSelect)
    departement = forms.ChoiceField(label=gettext_lazy("Département"), required=False, widget=LongSelect)
    lecteur = forms.ChoiceField(label=gettext_lazy("Lecteur"), required=False, widget=LongSelect)

    def __init__(
        self, data: Any, viewer: Viewer, places: Sequence[DepartementNames], jury: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        every = ("", _("Toutes"))
        regions = sorted({(one.region, one.region_name) for one in places}, key=lambda pair: pair[1])
        academies = sorted({(one.academie, one.academie_name or "") for one in places if one.academie})
        asked = str(data.get("region") or "")
        near = [one for one in places if asked in ("", one.region)]
        here = [(one.departement, f"{one.departement} {one.departement_name}") for one in near]
        stages = [(s.code, s.label) for s in APPLICATION.states if s.code != "draft"]
        opinions = [pair for pair in OPINIONS if speaks(viewer) or pair[0] != queries.MINE]
        self._choose("etat", [("", _("Tous")), *stages])
        self._choose("avis", opinions)
        self._choose("region", [every, *regions] if len(regions) > 1 else [])
        self._choose("academie", [every, *academies] if len(academies) > 1 else [])
        self._choose("departement", [("", _("Tous")), *here] if 1 < len(here) <= MOST_PLACES else [])
        self._choose("lecteur", [("", _("Tous")), *jury] if jury else [])

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        """A list of nothing to choose from is not shown."""
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def asked(self, call: Call | None, order: str) -> Asked:
        """What is asked; a value that the list does not offer narrows nothing."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        reviewer = said.get("lecteur", "")
        return Asked(
            call=call,
            state=said["etat"],
            region=said.get("region", ""),
            academie=said.get("academie", ""),
            departement=said.get("departement", ""),
            opinions=said["avis"],
            reviewer=int(reviewer) if reviewer else None,
            words=said["q"],
            order=order,
        )


def filters_of(
    query: QueryDict,
    viewer: Viewer,
    call: Call | None,
    jury: Sequence[Reader] = (),
    places: Sequence[DepartementNames] | None = None,
) -> tuple[Filters, Asked]:
    """The filters of an address and what they ask, by reviewer too where a `jury` is given.

    Price: one query; none where the `places` of the list are known.
    """
    readers = [(str(one.id), one.name) for one in jury]
    here = boards.places_of_list(viewer, call) if places is None else places
    form = Filters(query, viewer, here, readers)
    return form, form.asked(call, query.get(SORT, ""))
