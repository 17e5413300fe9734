"""Read by gunicorn (`-c python:…`): its workers end with their master, and its journal speaks to the operator."""

import gc
import signal
from typing import Any

from marelle.config.serving.children import die_with

accesslog = None  # addresses of visitors are personal data; the reverse proxy of an operator keeps what it must
errorlog = "-"
loglevel = "warning"
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 8
keepalive = 5
preload_app = True
control_socket_disable = True
limit_request_line = 8190


def when_ready(server: Any) -> None:
    """Half a million objects of the program live as long as it does: no search for garbage reads them again. One such
    search costs a tenth of a second, and would fall on whoever asks for a large page."""
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """When the master was killed, takes no more calls, but ends those in hand: their senders hear the answer."""
    die_with(server.pid, signal.SIGTERM)
    from django.db import connections

    connections.close_all()
