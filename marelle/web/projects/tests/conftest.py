"""The same invented world as the domain's tests, seen through the browser's door."""

# ruff: noqa: F401

from marelle.domains.accounts.tests.conftest import (
    city,
    holding,
    next_city,
    now,
    organisation,
    person,
    somme,
    town,
)
from marelle.domains.projects.tests.conftest import (
    complete,
    file,
    leader,
    mayor,
    officer,
    prefect,
    project,
    rector,
    site,
)
from marelle.web.ui.tests.entering import entered
