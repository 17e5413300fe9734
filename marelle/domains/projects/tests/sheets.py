"""An action sheet of the invented city, complete."""

from typing import Any

WEDNESDAYS: dict[str, Any] = {
    "title": "Le mercredi des onze à quatorze ans",
    "objective": "continuity",
    "axis": "Le mercredi et la soirée",
    "themes": ["sport", "culture"],
    "novelty": "new",
    "description": "Trois ateliers au choix, un goûter, un adulte connu pour rentrer.",
    "operator_name": "Centre social des Tilleuls",
    "quarters": ["QP080997"],
    "ages": ["a11_14"],
    "reach": [{"row": "a11_14", "girls": 30, "boys": 34}],
    "year": 2020,
    "school_year": 2020,
    "starts_on": "2020-09-09",
    "ends_on": "2020-12-16",
    "bands": [{"row": "wednesday", "sessions": 14, "minutes": 180, "seats": 48}],
    "timetable": [{"day": "wednesday", "from": "14:00", "to": "17:00", "place": "Gymnase du canal"}],
    "costs": [{"row": "staff", "amount": 1_800_000}, {"row": "purchases", "amount": 200_000}],
    "funding": [
        {"row": "p147", "specific": 1_200_000},
        {"row": "commune", "common": 800_000},
    ],
}
