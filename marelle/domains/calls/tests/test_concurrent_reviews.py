"""Four browsers send one review at the same instant."""

import threading

import pytest
from django.db import connection

from marelle.domains.calls.models import Assignment, Mark, Review
from marelle.domains.calls.rules.reviews import ReviewAlreadySent
from marelle.kernel.access.context import acting

from .jury import BY, a_share_from_nothing, sent


@pytest.mark.usefixtures("committed")
def test_four_concurrent_posts_of_one_review_leave_one_row():
    """Real connections, real commits: the four wait for the same row, the first writes, the others are told."""
    with acting(BY):
        share, viewer = a_share_from_nothing()
    answers, ready = [], threading.Barrier(4)

    def post():
        try:
            ready.wait(timeout=20)
            with acting(viewer):
                sent(viewer, Assignment.objects.get(pk=share))
            answers.append("sent")
        except ReviewAlreadySent:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answers) == ["refused", "refused", "refused", "sent"]
    with acting(BY):
        assert (Review.objects.count(), Mark.objects.count()) == (1, 1)
