"""Four browsers send one review at the same instant."""

import pytest

from marelle.domains.calls.models import Assignment, Mark, Review
from marelle.domains.calls.rules.reviews import ReviewAlreadySent
from marelle.kernel.access.context import acting
from marelle.kernel.testing.threads import at_once

from .jury import BY, a_share_from_nothing, sent


@pytest.mark.usefixtures("committed")
def test_four_concurrent_posts_of_one_review_leave_one_row():
    """Real connections, real commits: the four wait for the same row, the first writes, the others are told."""
    with acting(BY):
        share, viewer = a_share_from_nothing()

    def post() -> None:
        with acting(viewer):
            sent(viewer, Assignment.objects.get(pk=share))

    refused = [answer for answer in at_once(post, post, post, post) if answer is not None]
    assert [type(one) for one in refused] == [ReviewAlreadySent] * 3, refused
    with acting(BY):
        assert (Review.objects.count(), Mark.objects.count()) == (1, 1)
