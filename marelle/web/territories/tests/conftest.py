"""Who looks at the screens of the territory: somebody passing by, an officer, a mayor."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marelle.domains.accounts.tests.conftest import (  # noqa: F401
    city,
    holding,
    now,
    organisation,
    person,
    town,
)
from marelle.domains.territories.tests.conftest import communes, somme  # noqa: F401
from marelle.kernel.access import Viewer
from marelle.web.ui.tests.entering import entered  # noqa: F401


@pytest.fixture
def officer(holding: Callable[..., Viewer]) -> Viewer:  # noqa: F811
    return holding("national_officer")
