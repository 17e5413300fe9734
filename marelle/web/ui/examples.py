"""Invented data and one template or more for each component of the gallery."""

# ruff: noqa: E501 - one template a line

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.paginator import Paginator

from marelle.kernel.states import State

from .maps import MapPoint
from .paths import Entry, Step
from .tables import Column, Sort, Table, sort_rows


class City(NamedTuple):
    name: str
    departement: str
    wave: date
    yearly: int | None
    state: State
    lon: float
    lat: float


_LABELLED, _WAITING = State("labelled", "Labellisée", "done"), State("waiting", "Avis attendu", "late")
CITIES = (
    City("Valmarée", "Somme (exemple)", date(2019, 9, 5), 43_000_000, _LABELLED, 2.3, 49.9),
    City("Saint-Ormeau", "Rhône (exemple)", date(2019, 9, 5), 125_050, _LABELLED, 4.83, 45.76),
    City("Bois-le-Clos", "Seine-Saint-Denis (exemple)", date(2021, 1, 29), None, _WAITING, 2.44, 48.91),
    City("Port-Cannelle", "La Réunion (exemple)", date(2021, 1, 29), None, _WAITING, 55.29, -20.94),
    City("Corte-Vecchio", "Haute-Corse (exemple)", date(2022, 3, 1), 20_000_000, _WAITING, 9.15, 42.3),
    City("Fort-Salin", "Martinique (exemple)", date(2022, 3, 1), 18_000_000, _LABELLED, -61.07, 14.61),
)
COLUMNS = (
    Column("nom", "Cité", lambda c: c.name, "link", sortable=True, href=lambda c: "#table"),
    Column("departement", "Département", lambda c: c.departement, sortable=True),
    Column("label", "Label", lambda c: c.wave, "date", sortable=True),
    Column("etat", "État", lambda c: c.state, "state"),
    Column("montant", "Par an", lambda c: c.yearly, "amount", sortable=True),
)


class ExampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Nom de l’action", help_text="Comme il sera écrit dans le projet.", max_length=80)
    email = forms.EmailField(label="Adresse électronique", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    band = forms.ChoiceField(
        label="Temps de l’enfant", choices=[("", "Choisir"), ("soir", "Soir"), ("mercredi", "Mercredi")]
    )
    ages = forms.MultipleChoiceField(
        label="Âges",
        required=False,
        choices=[("3", "3 à 5 ans"), ("6", "6 à 10 ans"), ("11", "11 à 14 ans")],
        widget=forms.CheckboxSelectMultiple,
    )
    free = forms.ChoiceField(
        label="L’action est-elle gratuite ?", choices=[("oui", "Oui"), ("non", "Non")], widget=forms.RadioSelect
    )
    starts = forms.DateField(label="Début", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label="En quelques lignes", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label="J’ai relu avec la principale du collège chef de file")


def sample() -> dict[str, Any]:
    """The names that the examples use."""
    return {
        "form": ExampleForm(prefix="one"),
        "form_all": ExampleForm(prefix="all"),
        "wrong": ExampleForm({"name": "", "email": "claire"}, prefix="wrong"),
        "cities": Table(COLUMNS, sort_rows(CITIES, COLUMNS, Sort("nom")), "Six cités inventées", Sort("nom")),
        "page": Paginator(range(240), 20).page(4),
        "points": [
            MapPoint(c.lon, c.lat, c.name, "#map_france", c.departement, tone="invented" if i == 0 else "plain")
            for i, c in enumerate(CITIES)
        ],
        "counts": {"80": 1, "69": 4, "93": 9, "974": 2, "2B": 1, "972": 3},
        "state_done": _LABELLED,
        "tab_entries": [
            {"label": "Ce qu’il faut savoir", "url": "#tabs", "current": True},
            {"label": "Membres", "url": "#tabs", "count": 12},
            {"label": "Historique", "url": "#tabs"},
        ],
        "bar_rows": [
            ("Valmarée", 13, None),
            ("Saint-Ormeau", 22, None),
            ("Corte-Vecchio", 0, None),
            ("Port-Cannelle", None, None),
        ],
        "bins": [(60, 70, 1), (70, 80, 3), (80, 90, 5), (90, 100, 2), (100, 110, 1)],
        "marks": [(74.5, "École Les Tilleuls"), (87, "médiane")],
        "bands": [
            ("Avant", [12, 31, 0, 0, None]),
            ("Midi", [28, 52, 24, 9, None]),
            ("Soir", [22, 71, 48, 7, 0]),
            ("Mercredi", [11, 55, 26, 0, 0]),
        ],
        "ages": ["3-5", "6-10", "11-14", "15-17", "18-25"],
        "file_steps": [
            Step("Déposée", "done", "le 28 mai"),
            Step("Avis du préfet", "done"),
            Step("Avis du recteur", "here", "il reste 4 jours"),
            Step("Décision", "ahead"),
        ],
        "entries": [
            Entry(date(2019, 5, 28), "Candidature déposée", "Empreinte 4f1c… conservée.", "done"),
            Entry(date(2019, 6, 12), "Avis de la préfète : favorable", tone="done", url="#timeline"),
            Entry(date(2019, 6, 14), "Avis du recteur attendu", "Il reste 4 jours.", "late"),
            Entry("À l’automne", "Décision nationale"),
        ],
        "nothing": None,
    }


EXAMPLES: dict[str, tuple[str, ...]] = {
    "badge": tuple(
        '{% badge "' + word + '" tone="' + tone + '" %}'
        for word, tone in (
            ("Brouillon", "neutral"),
            ("Vous êtes ici", "here"),
            ("À savoir", "info"),
            ("Retenue", "done"),
            ("En retard", "late"),
            ("Refusée", "refused"),
            ("Ville inventée", "invented"),
            ("Inconnu", "unknown"),
        )
    ),
    "state": ("{% state state_done %}",),
    "amount": ("{% amount 43000000 %}", '{% amount 125050 note="par an" %}', "{% amount nothing %}"),
    "unknown": ("{% unknown %}",),
    "icon": (
        '{% icon "done" %} {% icon "late" %} {% icon "refused" %} {% icon "here" %} {% icon "invented" %} {% icon "info" %} {% icon "unknown" %} {% icon "mail" %} {% icon "file" %} {% icon "download" %} {% icon "person" %} {% icon "outside" %}',
    ),
    "source_link": (
        '{% source_link "https://www.legifrance.gouv.fr/" retrieved="lu le 3 mars" %}',
        '{% source_link "" label="Arrêté du 5 septembre 2019" %}',
    ),
    "figure_number": (
        '{% figure_number 80 "cités labellisées en 2019" source="https://www.education.gouv.fr/" %}',
        '{% figure_number nothing "enfants concernés" note="aucune source publique" %}',
    ),
    "definition_list": (
        '{% definition_list "Région" "Hauts-de-France" "Label" "5 septembre 2019" "Montant" nothing %}',
    ),
    "alert": (
        '{% alert "Votre message est parti." tone="done" %}',
        '{% alert "Il reste 4 jours." tone="late" title="Avis du recteur manquant" %}',
    ),
    "notice": (
        '{% notice title="Un enfant est en danger" tone="refused" %}<p>Appelez le <strong>119</strong>, jour et nuit.</p>{% endnotice %}',
    ),
    "card": (
        '{% card title="Donner l’avis du recteur" tone="next" level=3 %}<p>Avant le 18 juin. Il reste 4 jours.</p>{% link_button "Lire le dossier" "#card" tone="main" %}{% endcard %}',
        '{% card title="Valmarée" url="#card" level=3 %}<p>Somme, label de 2019.</p>{% endcard %}',
        '{% card title="Sur l’asphalte" tone="asphalt" level=3 %}<p>Pour une chose à part.</p>{% endcard %}',
    ),
    "details": ('{% details "Sources et licence" %}<p>Licence Ouverte 2.0.</p>{% enddetails %}',),
    "empty_state": (
        '{% empty_state "Aucune candidature" "La première arrivera ici dès qu’une ville déposera son dossier." url="#empty_state" label="Voir l’appel" %}',
    ),
    "button": (
        '{% button "Envoyer" type="button" %} {% button "Enregistrer le brouillon" type="button" tone="quiet" %} {% button "Retirer" type="button" tone="danger" %} {% button "Annuler" type="button" tone="link" %}',
    ),
    "link_button": ('{% link_button "Télécharger le CSV" "#link_button" icon="download" %}',),
    "tabs": ('{% tabs tab_entries label="Vues de la cité" %}',),
    "breadcrumb": ('{% breadcrumb "Accueil" "#breadcrumb" "Les cités" "#breadcrumb" "Valmarée" %}',),
    "pagination": ('{% pagination page label="Pages de l’exemple" %}',),
    "pages_by_key": ('{% pages_by_key "?apres=120" "?avant=71" label="Pages du journal" %}',),
    "field": ('<form class="form">{% field form.name %}{% field form.band %}</form>',),
    "form_fields": ('<form class="form">{% form_fields form_all %}</form>',),
    "form_errors": ('{% form_errors wrong %}<form class="form">{% field wrong.name %}{% field wrong.email %}</form>',),
    "table": ("{% table cities %}",),
    "bars": ('{% bars bar_rows caption="Actions par cité" value_label="Actions" label="Cité" %}',),
    "histogram": (
        '{% histogram bins caption="Un indice inventé, établissements par valeur" unit="points" marks=marks note="Douze établissements inventés." %}',
    ),
    "progress": ('{% progress 31 80 "dossiers lus" %}',),
    "coverage": (
        '{% coverage bands ages caption="Qui est là, et quand ?" note="Cinq trous. Le plus large : 15 à 25 ans, le mercredi." %}',
    ),
    "hopscotch": (
        '{% hopscotch file_steps label="Où en est le dossier" %}',
        '{% hopscotch file_steps label="Où en est le dossier, en petit" size="small" %}',
    ),
    "programme_hopscotch": (
        '{% programme_hopscotch 5 label="Le programme en huit cases" %}',
        '{% card tone="asphalt" %}{% programme_hopscotch 3 label="Le programme, sur l’asphalte" on="asphalt" %}{% endcard %}',
    ),
    "timeline": ('{% timeline entries label="Ce qui s’est passé" %}',),
    "map_france": (
        '{% map_france points label="Six cités inventées" table="#table" counts=counts counts_label="cités par département" legend="une cité" %}',
    ),
}
