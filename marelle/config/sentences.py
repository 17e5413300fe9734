"""Refusals of the command line: one sentence that says what is wrong and what to do, and an exit code."""

import errno
from pathlib import Path


class Stop(Exception):
    """Ends the command with a sentence instead of a traceback."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def sentence_for(error: OSError, home: Path) -> str | None:
    """The sentence for a refusal of the file system; None when the error is about something else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST):
        from marelle.kernel.embedded_postgres.faults import cannot_write

        return cannot_write(Path(error.filename) if error.filename else home, error)
    return None
