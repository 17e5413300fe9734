"""The worker, on a database that comes and goes."""

import os
import signal

import psycopg

from .conftest import Installation, eventually

QUEUE = """
from marelle.config.tests.little_play import write
from marelle.kernel.queue import later
later("skeleton.write", key="{key}")
"""


def queue(installation: Installation, key: str) -> None:
    done = installation.command("manage", "shell", "-v", "0", "-c", QUEUE.format(key=key))
    assert done.returncode == 0, done.stderr


def letter(installation: Installation, key: str) -> object:
    return eventually(lambda: (installation.home / "mail" / f"{key}.eml").exists(), 60)


def test_jobs_and_letters_survive_the_death_of_the_database_and_of_the_worker(installation: Installation) -> None:
    pids = installation.start()["pids"]
    queue(installation, "before")
    letter(installation, "before")

    os.kill(pids["postgres"], signal.SIGKILL)
    eventually(installation.page)
    queue(installation, "after-database")
    letter(installation, "after-database")

    os.kill(pids["worker"], signal.SIGKILL)
    queue(installation, "after-worker")
    letter(installation, "after-worker")


def test_a_job_left_half_done_by_a_dead_worker_is_taken_up_again(installation: Installation) -> None:
    facts = installation.start()
    os.kill(facts["pids"]["worker"], signal.SIGKILL)
    with psycopg.connect(facts["dsn"].replace("marelle_web", "marelle_owner")) as connection:
        # As a worker killed a minute ago leaves it: the job is "doing" and its worker no longer beats.
        connection.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, worker_id)"
            " SELECT 'default', 'skeleton.write', jsonb_build_object('key', 'half-done'), 'doing', 1, max(id)"
            " FROM procrastinate_workers"
        )
    letter(installation, "half-done")


def test_sigterm_ends_the_worker_at_once(installation: Installation) -> None:
    pids = installation.start()["pids"]
    os.kill(pids["worker"], signal.SIGTERM)
    eventually(lambda: installation.record()["pids"]["worker"] not in (None, pids["worker"]), 60)
    assert "Traceback" not in (installation.home / "log" / "worker.log").read_text()
