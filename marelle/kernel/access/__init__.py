"""Access: who may do what, where. Permissions are data; this package only compares them.

Promises one way to say who asks (`Viewer`), one door that loads and authorises (`load`), one table of routes, and
row-level security applied from what each model declares. Knows no role and no word of the trade: a perimeter is a
kind and a code, a permission is a string that `domains.accounts` keeps with its French description.
"""

from .classes import DataClass
from .door import Forbidden, NotFound, load
from .register import EVERYBODY, ONESELF, PROGRAMS, PUBLIC_FACTS, Kept, Purpose, declare_tables, held
from .routes import PUBLIC, SIGNED_IN, RouteAccess, access_of, declare_external, route
from .rows import RowPolicy
from .viewer import NATIONAL, Grant, Perimeter, Viewer
from .words import name_permissions

__all__ = [
    "EVERYBODY",
    "NATIONAL",
    "ONESELF",
    "PROGRAMS",
    "PUBLIC",
    "PUBLIC_FACTS",
    "SIGNED_IN",
    "DataClass",
    "Forbidden",
    "Grant",
    "Kept",
    "NotFound",
    "Perimeter",
    "Purpose",
    "RouteAccess",
    "RowPolicy",
    "Viewer",
    "access_of",
    "declare_external",
    "declare_tables",
    "held",
    "load",
    "name_permissions",
    "route",
]
