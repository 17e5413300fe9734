"""Mail through an outbox: a message is written in the transaction that causes it and sent after, by the worker.

Promises one message per key. Knows no template and no recipient's name: the caller gives the finished text, which
carries no name of a child and no link that gives access by itself beyond its single use.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as DjangoMail
from django.db import IntegrityError, connection, transaction

from marelle.kernel.access import Viewer
from marelle.kernel.access.context import acting

_INSERT = 'INSERT INTO kernel_outgoing_mail (key, "to", subject, text, attempts, last_error) VALUES '
_VALUES = "(%s, %s, %s, %s, 0, '')"
_SENT = "UPDATE kernel_outgoing_mail SET sent_at = marelle_now(), last_error = '' WHERE id = %s"
_DUE = """
SELECT id, key, "to", subject, text FROM kernel_outgoing_mail
WHERE sent_at IS NULL AND attempts < 20 AND (next_attempt_at IS NULL OR next_attempt_at <= clock_timestamp())
ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to put in the outbox; its `key` makes it go once."""

    to: str
    subject: str
    text: str
    key: str


def post(*, to: str, subject: str, text: str, key: str) -> bool:
    """Puts a message in the outbox. False when its key was there already. Price: one query and a savepoint."""
    return _written([Message(to, subject, text, key)])


def post_each(messages: Sequence[Message]) -> None:
    """Puts messages in the outbox, those whose key is there already left out. Price: one query and a savepoint; where
    a key was there, as many as messages."""
    if messages and not _written(messages):
        # The writer may not read the outbox: which key was there is known by trying them one by one.
        for message in messages:
            _written([message])


def _written(messages: Sequence[Message]) -> bool:
    values = [v for one in messages for v in (one.key, one.to, " ".join(one.subject.split())[:200], one.text)]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_INSERT + ", ".join([_VALUES] * len(messages)), values)
    except IntegrityError:
        return False
    return True


def deliver(most: int = 50) -> int:
    """Sends what is due, one transaction a message; a failure waits twice as long each time. Returns how many left."""
    sent = 0
    for _turn in range(most):
        outcome = _deliver_one()
        if outcome is None:
            break
        sent += outcome
    return sent


def _deliver_one() -> bool | None:
    with acting(Viewer.machine("postman"), duty="postman"), connection.cursor() as cursor:
        cursor.execute(_DUE)
        row = cursor.fetchone()
        if row is None:
            return None
        try:
            _send(*row[1:])
        except Exception as error:  # whatever the network answers, the message stays and is tried again
            cursor.execute(
                "UPDATE kernel_outgoing_mail SET attempts = attempts + 1, last_error = left(%s, 300),"
                " next_attempt_at = clock_timestamp() + interval '15 s' * power(2, least(attempts, 10)) WHERE id = %s",
                [f"{type(error).__name__}: {error}", row[0]],
            )
            return False
        cursor.execute(_SENT, [row[0]])
        return True


def _send(key: str, to: str, subject: str, text: str) -> None:
    if settings.DEMONSTRATION:
        _keep_as_file(key, to, subject, text)
    else:
        # The same key always gives the same Message-ID: a server that sees it twice can drop the second.
        DjangoMail(subject, text, to=[to], headers={"Message-ID": f"<{_file_name(key)}@marelle>"}).send()


def _keep_as_file(key: str, to: str, subject: str, text: str) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = settings.DEFAULT_FROM_EMAIL, to, subject
    message["Message-ID"] = f"<{_file_name(key)}@marelle>"
    message.set_content(text)
    folder = Path(settings.MAIL_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{_file_name(key)}.eml").write_bytes(bytes(message))


def _file_name(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", key)[:150]
