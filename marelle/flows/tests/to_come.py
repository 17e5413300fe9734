"""What is decided of the two sites of `splitting` for a day to come."""

from datetime import date, datetime, timedelta

from django.db import connection

from marelle.domains.accounts.models import Person
from marelle.domains.funding.tests.ground import BY
from marelle.domains.projects.models import ChangeToCome
from marelle.flows.plan_change import plan_change
from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting
from marelle.kernel.audit.models import AuditEntry
from marelle.kernel.clock import PARIS
from marelle.kernel.mail.models import OutgoingMail
from marelle.kernel.testing.fixtures import as_owner

from .splitting import AT, NORTH, SOUTH

LATER = date(2021, 4, 1)
ON_ITS_DAY, DAY_AFTER = (datetime(2021, 4, day, 0, 1, tzinfo=PARIS) for day in (1, 2))
WHY = "Délibération du 25 février 2021"
EVE = LATER - timedelta(days=1)


def part(name, commune, quarter, actions=(), cents=None, **more):
    told = {"name": name, "communes": [commune], "quarters": [quarter], "schools": [], "lead": "", **more}
    return {**told, "actions": [one.pk for one in actions], "cents": cents or {}}


def split_told(project, actions, north=250, south=150):
    commune = project.site.commune_main_id
    return {
        "parts": [
            part("Nord", commune, NORTH, [actions[0]], {"2021": north, "2022": north}),
            part("Sud", commune, SOUTH, [actions[1]], {"2021": south, "2022": south}),
        ],
        "rights": None,
        "partners": None,
    }


def planned(project, actions, **changes) -> ChangeToCome:
    """A split to come, decided by a person."""
    by = changes.pop("by", BY)
    order = {"kind": "split", "sites": [project.site], "told": split_told(project, actions), "on": LATER, "why": WHY}
    return plan_change(by=by, at=AT, **{**order, **changes})


def somebody(name="agnes") -> Person:
    return Person.objects.create(email=f"{name}@exemple.fr", given_name=name.title(), family_name="Roy")


def logged(action):
    """What the log says of a gesture, oldest first."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.duty', 'auditor', true)")
        return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def letters(start):
    """To whom letters wait whose subject begins with this."""
    with acting(Viewer.machine("postman"), duty="postman"):
        return list(OutgoingMail.objects.filter(subject__startswith=start).values_list("to", flat=True))
