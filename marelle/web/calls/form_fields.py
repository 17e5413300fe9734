"""The Django forms with which a form is written: a section, a question, a rule. They only collect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from marelle.kernel.questionnaires import Definition, Field
from marelle.kernel.questionnaires.editing import code_for
from marelle.web.ui.questionnaire.words import as_typed

from . import form_words as words

WRITTEN = ("options", "columns", "rows", "min", "max", "of", "near", "show_if", "compute", "result", "totals")


class SectionWords(forms.Form):
    """A section: its title and what it is about."""

    title = forms.CharField(label=gettext_lazy("Titre de la rubrique"), max_length=120)
    help = forms.CharField(label=gettext_lazy("Ce qu’elle demande, en une phrase"), max_length=300, required=False)


class RuleWords(forms.Form):
    """Something that must hold between two answers."""

    left = forms.CharField(
        label=gettext_lazy("Réponse"),
        max_length=120,
        help_text=gettext_lazy("Le code d’un champ, ou « tableau.colonne » pour un total."),
    )
    operator = forms.ChoiceField(label=gettext_lazy("Comparaison"), choices=words.OPERATORS)
    right = forms.CharField(
        label=gettext_lazy("Valeur, ou « =code » pour une autre réponse"), max_length=120, required=False
    )
    at = forms.ChoiceField(label=gettext_lazy("Où le dire"))
    sentence = forms.CharField(label=gettext_lazy("La phrase qui le dit"), max_length=300)

    def raw(self, form: Definition) -> dict[str, Any]:
        """The rule as JSON; `form` says what the answers are. Raises `Misspelt`."""
        said = self.cleaned_data
        right: Any = said["right"].strip()
        if right.startswith("="):
            right = {"other": right[1:].strip()}
        elif said["operator"] == "filled":
            right = True
        else:
            right = words.value_of(form, said["left"], right)
        must = {"field": said["left"].strip(), said["operator"]: right}
        return {"must": must, "at": said["at"], "sentence": said["sentence"]}


class QuestionWords(forms.Form):
    """A question: what it asks, how one answers, when it is asked."""

    label = forms.CharField(label=gettext_lazy("Question"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Nature de la réponse"), choices=words.KINDS)
    help = forms.CharField(
        label=gettext_lazy("Aide"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    required = forms.BooleanField(label=gettext_lazy("Réponse nécessaire pour déposer"), required=False)
    min = forms.CharField(
        label=gettext_lazy("Au moins"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Valeur, date, nombre de caractères, de lignes ou de réponses, selon la nature."),
    )
    max = forms.CharField(label=gettext_lazy("Au plus"), max_length=30, required=False)
    options = forms.CharField(
        label=gettext_lazy("Réponses proposées, une par ligne"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    of = forms.ChoiceField(label=gettext_lazy("Registre"), choices=words.REGISTERS, required=False)
    near = forms.ChoiceField(label=gettext_lazy("Guidé par la réponse à"), required=False)
    rows = forms.CharField(
        label=gettext_lazy("Lignes fixes du tableau, une par ligne"),
        required=False,
        max_length=8000,
        help_text=gettext_lazy(
            "« Commune | =uses » : la ligne qui s’équilibre, ce que les autres laissent du tableau « uses », placé "
            "au-dessus. « = » seul : elle ne s’équilibre plus."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    columns = forms.CharField(
        label=gettext_lazy("Colonnes du tableau, une par ligne"),
        required=False,
        max_length=8000,
        help_text=gettext_lazy(
            "« Libellé | nature » : texte, entier, décimal, montant, date, heure, oui ou non, choix. Une étoile après "
            "le libellé rend la colonne nécessaire ; les réponses d’un choix suivent, séparées par des points-virgules."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    totals = forms.BooleanField(label=gettext_lazy("Montrer les totaux du tableau"), required=False)
    compute = forms.ChoiceField(label=gettext_lazy("Calcul"), choices=words.COMPUTATIONS, required=False)
    refs = forms.CharField(
        label=gettext_lazy("Calculé avec, un par ligne"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Le code d’un champ, « tableau.colonne », ou « registre.population »."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    show_field = forms.ChoiceField(label=gettext_lazy("Posée seulement si la réponse à"), required=False)
    show_operator = forms.ChoiceField(label=gettext_lazy("Comparaison"), choices=words.OPERATORS, required=False)
    show_value = forms.CharField(label=gettext_lazy("Valeur"), max_length=120, required=False)

    def choose_from(self, fields: Sequence[Mapping[str, Any]]) -> None:
        """The questions that stand above, and those of them that pick in a register."""
        every = [(field["code"], field["label"]) for field in fields]
        guides = [(f["code"], f["label"]) for f in fields if f["kind"] in ("reference", "references")]
        self.fields["show_field"].choices = [("", "—"), *every]  # type: ignore[attr-defined]
        self.fields["near"].choices = [("", "—"), *guides]  # type: ignore[attr-defined]

    def raw(self, code: str, taken: Sequence[str], before: Mapping[str, Any], form: Definition) -> dict[str, Any]:
        """The question as JSON; what this page does not write is kept from `before`. `form` says what the other answers
        are. Raises `Misspelt`."""
        said = self.cleaned_data
        kind = said["kind"]
        kept = {key: value for key, value in before.items() if before.get("kind") == kind and key not in ("required",)}
        raw: dict[str, Any] = {**kept, "code": code or code_for(said["label"], taken), "label": said["label"]}
        raw |= {"kind": kind, "help": said["help"]}
        for name in WRITTEN:
            raw.pop(name, None)
        if said["required"] and kind != "computed":
            raw["required"] = True
        raw |= {name: words.limit_of(kind, said[name]) for name in ("min", "max") if said[name].strip()}
        raw |= self._shape(kind, before, form)
        return raw | self._condition(before, form)

    def _shape(self, kind: str, before: Mapping[str, Any], form: Definition) -> dict[str, Any]:
        said = self.cleaned_data
        if kind in ("choice", "choices"):
            return {"options": words.options_of(said["options"])}
        if kind in ("reference", "references"):
            return {"of": said["of"], **({"near": said["near"]} if said["near"] else {})}
        if kind == "computed":
            refs = [line.strip() for line in said["refs"].splitlines() if line.strip()]
            compute = {said["compute"]: refs}
            same = compute == before.get("compute") and "result" in before
            return {
                "compute": compute,
                "result": before["result"] if same else words.result_of(form, said["compute"], refs),
            }
        return self._table(before) if kind == "table" else {}

    def _table(self, before: Mapping[str, Any]) -> dict[str, Any]:
        said = self.cleaned_data
        columns = words.columns_of(said["columns"], before.get("columns", ()))
        raw: dict[str, Any] = {"columns": columns, "totals": said["totals"]}
        rows = words.rows_of(said["rows"], before.get("rows", ()))
        return {**raw, "rows": rows} if rows else raw

    def _condition(self, before: Mapping[str, Any], form: Definition) -> dict[str, Any]:
        """The simple condition of this page; a richer one, written elsewhere, stays as long as none is written here."""
        said = self.cleaned_data
        if not said["show_field"]:
            rich = before.get("show_if")
            return {"show_if": rich} if rich and "field" not in rich else {}
        value: Any = True
        if said["show_operator"] != "filled":
            value = words.value_of(form, said["show_field"], said["show_value"])
        return {"show_if": {"field": said["show_field"], said["show_operator"] or "equals": value}}


def initial_of(field: Mapping[str, Any], form: Definition) -> dict[str, Any]:
    """A question as the page shows it; `form` is the whole of which it is, read by the kernel."""
    read = form.field(field["code"])
    show = field.get("show_if") or {}
    operator = next((word for word, _label in words.OPERATORS if word in show), "equals")
    value = show.get(operator, "")
    ((compute, refs),) = (field.get("compute") or {"": []}).items()
    return {
        "label": field["label"],
        "kind": field["kind"],
        "help": field.get("help", ""),
        "required": field.get("required", False),
        "min": _limit(read, "least"),
        "max": _limit(read, "most"),
        "options": words.options_text(field.get("options", ())),
        "of": field.get("of", ""),
        "near": field.get("near", ""),
        "rows": words.rows_text(field.get("rows", ())),
        "columns": words.columns_text(field.get("columns", ())),
        "totals": field.get("totals", False),
        "compute": compute,
        "refs": "\n".join(refs),
        "show_field": show.get("field", ""),
        "show_operator": operator,
        "show_value": words.value_text(form, show.get("field", ""), value),
    }


def _limit(field: Field | None, which: str) -> str:
    limit = getattr(field, which, None)
    return "" if field is None or limit is None else as_typed(field, limit)
