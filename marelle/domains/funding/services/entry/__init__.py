"""The workbook by which a running cité enters: its partners, its actions, its grants, what was paid of them.

Promises that nothing is doubled: an organisation is found again by its SIRET or its name, a grant and a payment by all
that they say. Each line enters by the very order that a screen gives.
"""

from marelle.domains.projects.services.tables import PROJECT_TABLES
from marelle.kernel.tables.carrying import Declared
from marelle.kernel.tables.returned import Returned

from .grants import GRANTS
from .guide import GUIDE
from .partners import PARTNERS
from .payments import PAYMENTS

ENTRY = "funding.entry"  # the name under which a workbook that came back is found again
# In the order in which they enter: a grant names an action of the same workbook, a payment a grant.
ENTRY_TABLES: tuple[Returned, ...] = (
    GUIDE,
    Declared(PARTNERS),
    PROJECT_TABLES["actions"],
    Declared(GRANTS),
    Declared(PAYMENTS),
)

__all__ = ["ENTRY", "ENTRY_TABLES"]
