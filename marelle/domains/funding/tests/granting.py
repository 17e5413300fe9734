"""An action of the invented ground, and grants told to it in few words."""

from datetime import date, datetime
from typing import Any

from marelle.domains.funding.models import Grant, Movement, Payment
from marelle.domains.funding.services import correct_grant, pay_grant, record_grant
from marelle.domains.projects.models import Action, Project
from marelle.domains.projects.services import open_action
from marelle.kernel.clock import PARIS
from marelle.kernel.money import Cents

from .ground import BY

LATER = datetime(2020, 6, 30, 10, tzinfo=PARIS)
VOTED, NOTIFIED = date(2020, 2, 3), date(2020, 3, 2)


def make_action(project: Project, title: str = "Le mercredi du canal", **answers: Any) -> Action:
    told = {"title": title, "objective": "continuity", "year": 2020, "operator_name": "Centre social du canal"}
    return open_action(by=BY, at=LATER, project=project, answers={**told, **answers})


def vote(action: Action, cents: int, key: str = "g1", **rest: Any) -> Grant:
    told = {"financer": "label", "reference": "Délibération 12", "voted_on": VOTED, "by": BY, "at": LATER, **rest}
    return record_grant(action=action, cents=Cents(cents), key=key, **told)


def pay(grant: Grant, cents: int, key: str = "p1", **rest: Any) -> Payment:
    told = {"paid_on": date(2020, 4, 1), "reference": "Mandat 7", "by": BY, "at": LATER, **rest}
    return pay_grant(grant=grant, cents=Cents(cents), key=key, **told)


def correct(grant: Grant, cents: int, reason: str = "Faute de frappe", **rest: Any) -> Movement | None:
    told = {"by": BY, "at": LATER, **rest}
    return correct_grant(grant=grant, cents=Cents(cents), reason=reason, **told)
