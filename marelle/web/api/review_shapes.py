"""From what the domain answers about juries and authorities to what the interface promises."""

from typing import Any

from marelle.domains.calls.models import Assignment, Delegation, Draw, Review
from marelle.domains.calls.queries.jury import Juror, Preview
from marelle.domains.calls.queries.reviews import Compared, DeskRow, Marked


def juror_shape(juror: Juror) -> dict[str, Any]:
    seat = juror.reviewer
    told = {"number": seat.pk, "person": seat.person_id, "name": seat.person.full_name}
    return told | {"organisation": juror.organisation, "files": juror.files, "sent": juror.sent}


def preview_shape(preview: Preview) -> dict[str, Any]:
    away = [
        {"application": file, "reviewer": seat.pk, "why": why}
        for file in preview.files
        for seat, why in preview.away(file)
    ]
    return {
        "seed": preview.seed,
        "shares": _shares(preview.drawn.pairs),
        "loads": preview.drawn.loads(preview.bowl.loads),
        "short": dict(preview.drawn.short),
        "away": away,
    }


def drawn_shape(made: Draw) -> dict[str, Any]:
    return {"number": made.pk, "seed": made.seed, "drawn_at": made.drawn_at, "shares": _shares(made.drawn)}


def _shares(pairs: Any) -> list[dict[str, int]]:
    return [{"application": file, "reviewer": reviewer} for file, reviewer in pairs]


def assignment_shape(share: Assignment) -> dict[str, Any]:
    kept = ("how", "assigned_at", "ended_at", "ended_why")
    told = {"number": share.pk, "application": share.application_id, "reviewer": share.reviewer_id}
    return told | {name: getattr(share, name) for name in kept}


def marked_shape(row: Marked, tied: bool) -> dict[str, Any]:
    shown = None if tied else row.merit
    return {
        "application": row.application.pk,
        "site": row.application.site.name,
        "readers": row.readers,
        "sent": row.sent,
        "opened": row.opened,
        "marks": dict(shown.marks) if shown else None,
        "spread": dict(shown.spread) if shown else None,
        "merit": shown.shown if shown else None,
        "alerts": [] if tied else list(row.alerts),
    }


def desk_shape(row: DeskRow) -> dict[str, Any]:
    share = row.assignment
    return {
        "number": share.pk,
        "application": share.application_id,
        "site": share.application.site.name,
        "call": share.call.title,
        "stage": row.stage.code,
        "comparable": row.comparable,
        "decision_by": share.call.decision_by,
    }


def sent_shape(review: Review, version: int) -> dict[str, Any]:
    return {
        "number": review.pk,
        "version": version,
        "submitted_at": review.submitted_at,
        "corrected": review.supersedes_id is not None,
        "after_comparison": review.after_comparison,
        "comment": review.comment,
        "marks": {mark.criterion.code: {"mark": mark.value, "reason": mark.reason} for mark in review.marks.all()},
    }


def compared_shape(seen: Compared) -> dict[str, Any]:
    reviews = [
        sent_shape(review, review.version.number) | {"reader": review.reviewer.person.full_name}
        for review in seen.reviews
    ]
    return {
        "application": seen.application.pk,
        "marks": dict(seen.merit.marks),
        "spread": dict(seen.merit.spread),
        "merit": seen.merit.shown,
        "alerts": list(seen.alerts),
        "reviews": reviews,
    }


def deputy_shape(given: Delegation) -> dict[str, Any]:
    return {
        "number": given.pk,
        "seat": given.seat,
        "person": given.right.person.full_name,
        "given_by": given.given_by.full_name,
        "valid_from": given.right.valid_from,
        "valid_to": given.right.valid_to,
        "act": given.act,
    }
