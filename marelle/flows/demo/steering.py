"""The steering of Valmarelle: two bodies, a committee held with three decisions, a technical meeting to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from marelle.domains.accounts import queries as accounts
from marelle.domains.accounts.queries import viewer_of
from marelle.domains.projects import services
from marelle.domains.projects.queries import actions_of
from marelle.domains.projects.queries.steering import bodies_of
from marelle.kernel import clock

if TYPE_CHECKING:
    from marelle.domains.accounts.models import Person
    from marelle.domains.projects.models import Body, Meeting, Project

BEGUN = datetime(2019, 10, 14, 11, 0, tzinfo=clock.PARIS)
HELD = datetime(2019, 11, 12, 18, 30, tzinfo=clock.PARIS)
TO_COME = datetime(2020, 1, 9, 14, 0, tzinfo=clock.PARIS)
SPOKEN = {
    "commune": datetime(2019, 11, 18, 10, 0, tzinfo=clock.PARIS),
    "prefect": datetime(2019, 11, 25, 15, 0, tzinfo=clock.PARIS),
}
DONE = datetime(2019, 11, 29, 9, 0, tzinfo=clock.PARIS)
LEADER, PRINCIPAL, MAYOR, PREFECT = "nadia.belkacem", "sophie.delattre", "helene.vasseur", "catherine.morel"
NOTES = (
    "Le comité relit la version du 12 novembre. Il demande que les plus de seize ans aient une place dans le plan, "
    "et que la mission locale soit à la table."
)


def play_steering(cast: Mapping[str, int], *, project: Project) -> None:
    """The autumn of the committee. Played again, it changes nothing.

    1. The project leader opens two bodies and plans the committee of 12 November.
    2. It is held: one decision is carried out since, one is late, one awaits the third of the three voices.
    3. The technical body is to meet on 9 January.
    """
    if bodies_of(project):
        return
    clock.set_to(BEGUN)
    committee, technical = _open(cast, project)
    meeting = _plan(cast, committee, HELD, "Hôtel de ville, salle des mariages")
    _prepare(cast, project, meeting)
    clock.set_to(HELD)
    _decide(cast, meeting)
    _prepare_next(cast, project, technical)


def _open(cast: Mapping[str, int], project: Project) -> tuple[Body, Body]:
    leader, now = viewer_of(cast[LEADER], clock.now()), clock.now()
    told: dict[str, Any] = {"by": leader, "at": now, "project": project}
    roles = ["mayor", "prefect", "rector", "academic_director", "lead_principal", "project_leader"]
    committee = services.open_body(name="Comité de pilotage", level=1, rhythm="half_year", roles=roles, **told)
    roles = ["prefect_delegate", "inspector", "lead_principal", "project_leader"]
    return committee, services.open_body(name="Comité technique", level=2, rhythm="quarter", roles=roles, **told)


def _plan(cast: Mapping[str, int], body: Body, starts_at: datetime, place: str) -> Meeting:
    now = clock.now()
    return services.plan_meeting(by=viewer_of(cast[LEADER], now), at=now, body=body, starts_at=starts_at, place=place)


def _points(cast: Mapping[str, int], meeting: Meeting, points: list[dict[str, Any]]) -> list[int]:
    now = clock.now()
    leader = viewer_of(cast[LEADER], now)
    return [services.add_point(by=leader, at=now, meeting=meeting, **told).pk for told in points]


def _prepare(cast: Mapping[str, int], project: Project, meeting: Meeting) -> None:
    proposed = actions_of(project, states=["proposed"]).first()
    assert proposed is not None
    _points(
        cast,
        meeting,
        [
            {"words": "Où en est l’écriture du projet", "kind": "information"},
            {"words": f"« {proposed.title} » entre-t-elle au plan ?", "kind": "decision", "action": proposed},
            {"words": "Les partenaires qui manquent", "kind": "decision"},
        ],
    )


def _decide(cast: Mapping[str, int], meeting: Meeting) -> None:
    now = clock.now()
    leader = viewer_of(cast[LEADER], now)
    from_agenda = [point.pk for point in meeting.points.order_by("position")]
    told: dict[str, Any] = {"by": leader, "at": now, "meeting": meeting}
    action = meeting.points.get(pk=from_agenda[1]).action
    assert action is not None
    people = {key: _person(cast[key]) for key in (LEADER, PRINCIPAL)}
    voted = services.record_decision(
        words=f"« {action.title} » entre au plan de 2020.",
        owner=people[LEADER],
        due_on=date(2020, 1, 31),
        point=from_agenda[1],
        effect="plan",
        voices=True,
        **told,
    )
    services.record_decision(
        words="Rencontrer la mission locale, et lui proposer une place au comité technique.",
        owner=people[LEADER],
        due_on=date(2019, 12, 13),
        point=from_agenda[2],
        **told,
    )
    calendar = services.record_decision(
        words="Envoyer aux directions d’école le calendrier des réunions de 2020.",
        owner=people[PRINCIPAL],
        due_on=date(2019, 11, 30),
        **told,
    )
    services.write_minutes(by=leader, at=now, meeting=meeting, notes=NOTES)
    services.hold_meeting(by=leader, at=now, meeting=meeting)
    for seat, key in (("commune", MAYOR), ("prefect", PREFECT)):
        clock.set_to(SPOKEN[seat])
        said: dict[str, Any] = {
            "seat": seat,
            "opinion": "favourable",
            "reasons": "Elle répond à un manque que le comité a nommé.",
        }
        services.speak_on_decision(by=viewer_of(cast[key], clock.now()), at=clock.now(), decision=voted, **said)
    clock.set_to(DONE)
    principal = viewer_of(cast[PRINCIPAL], clock.now())
    services.finish_decision(by=principal, at=clock.now(), decision=calendar, words="Envoyé à toutes les écoles.")


def _person(number: int) -> Person:
    found = accounts.invented_person(number)
    assert found is not None
    return found


def _prepare_next(cast: Mapping[str, int], project: Project, body: Body) -> None:
    meeting = _plan(cast, body, TO_COME, "Collège chef de file, salle des professeurs")
    proposed = actions_of(project, states=["proposed"]).last()
    assert proposed is not None
    _points(
        cast,
        meeting,
        [
            {"words": "Les suites du comité de pilotage", "kind": "information"},
            {"words": f"« {proposed.title} » entre-t-elle au plan ?", "kind": "decision", "action": proposed},
        ],
    )
