"""What an officer is asked about a file, before it is brought in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marelle.domains.territories import services
from marelle.domains.territories.models import ImportJob
from marelle.domains.territories.services import AskedHeading, Choices

UNSAID, IGNORED = "", "-"
WHOLE: dict[str, bool | None] = {"": None, "yes": True, "no": False}
_BESIDE_THE_KIND = ("facts_on", "source_name", "source_url", "licence")
ENDINGS = ".csv,.tsv,.txt,.json,.geojson,.xlsx,.ods,.gz"


class FileForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        help_text=gettext_lazy("CSV, classeur (.xlsx, .ods) ou GeoJSON, compressé (.gz) ou non. 20 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide. Choisissez-en un autre."),
        },
    )


class ImportForm(forms.Form):
    """What the file holds, from which day and source; then, for each heading that nobody knows, which column it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Ce que contient ce fichier"),
        error_messages={"required": gettext_lazy("Choisissez ce que contient ce fichier.")},
    )
    facts_on = forms.DateField(
        label=gettext_lazy("Vrai au"),
        help_text=gettext_lazy("Le jour auquel le fichier décrit le pays, pas celui où il a été téléchargé."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source_name = forms.CharField(label=gettext_lazy("Source : son nom"), max_length=200)
    source_url = forms.URLField(
        label=gettext_lazy("Source : son adresse"), required=False, max_length=500, assume_scheme="https"
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), required=False, max_length=80)
    whole = forms.ChoiceField(
        label=gettext_lazy("Cette liste est-elle complète ?"),
        help_text=gettext_lazy(
            "D’une liste complète, ce qui n’y est plus se termine au jour du fichier. Un extrait ne termine rien."
        ),
        choices=[
            ("", gettext_lazy("Marelle en juge : complète si elle n’oublie presque rien")),
            ("yes", gettext_lazy("Oui : ce qu’elle ne nomme pas se termine")),
            ("no", gettext_lazy("Non : c’est un extrait")),
        ],
        required=False,
    )

    def __init__(self, data: Any, job: ImportJob, asked: Sequence[AskedHeading]) -> None:
        initial = {name: getattr(job, name) for name in ("kind", *_BESIDE_THE_KIND)}
        super().__init__(data, initial=initial)
        kinds = [(kind.code, kind.label) for kind in services.kinds()]
        self.fields["kind"].choices = [("", _("Choisissez")), *kinds]  # type: ignore[attr-defined]
        self.headings = {f"c{number}": heading.key for number, heading in enumerate(asked)}
        self.initial["whole"] = next(word for word, said in WHOLE.items() if said is job.whole)
        if not job.kind or not services.IMPORTERS[job.kind].hears_silence:
            del self.fields["whole"]
        if not job.kind:
            for name in _BESIDE_THE_KIND:
                del self.fields[name]
            return
        self.fields["facts_on"].sometimes_needed = True  # type: ignore[attr-defined]
        columns = _columns(job.kind)
        for name, heading in zip(self.headings, asked, strict=True):
            self.fields[name] = _heading_field(heading, columns)
            self.initial[name] = (job.said[heading.key] or IGNORED) if heading.key in job.said else UNSAID

    def choices(self) -> Choices:
        """What was understood, once the form is valid."""
        told = self.cleaned_data
        said = {heading: told.get(name, UNSAID) for name, heading in self.headings.items()}
        return Choices(
            kind=told["kind"],
            whole=WHOLE[told.get("whole", "")],
            said={heading: "" if column == IGNORED else column for heading, column in said.items() if column != UNSAID},
            **{name: told[name] for name in _BESIDE_THE_KIND if name in told},
        )

    def asked(self) -> Iterator[BoundField]:
        """The selects of the unknown headings."""
        return (self[name] for name in self.headings)

    def names(self) -> Mapping[str, str]:
        """From the field at fault of a refusal about a heading to ours."""
        return {f"said-{heading}": name for name, heading in self.headings.items()}


def _columns(kind: str) -> list[tuple[str, str]]:
    columns = services.IMPORTERS[kind].kind.columns
    known = sorted(((column.name, column.told) for column in columns), key=lambda one: one[1].lower())
    return [(UNSAID, _("Pas encore dit")), (IGNORED, _("À ignorer")), *known]


def _heading_field(heading: AskedHeading, columns: list[tuple[str, str]]) -> forms.ChoiceField:
    examples = _("Par exemple : {values}").format(values=" · ".join(heading.examples))
    field = forms.ChoiceField(
        label=_("« {heading} » est la colonne").format(heading=heading.heading),
        help_text=examples if heading.examples else _("Cette colonne est vide."),
        choices=columns,
        required=False,
    )
    field.sometimes_needed = True  # type: ignore[attr-defined]
    return field
