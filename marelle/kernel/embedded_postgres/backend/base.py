"""Django's PostgreSQL engine, which starts the embedded server at the first connection when HOST is empty."""

import re
import time
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from marelle.kernel.embedded_postgres.cluster import ensure_running
from marelle.kernel.embedded_postgres.faults import ClusterFault
from marelle.kernel.embedded_postgres.places import PORT

from .creation import DatabaseCreation

# The server is on its way up or down, or died between the reading of its address and the call.
PASSING = re.compile(
    r"starting up|shutting down|in recovery mode|not yet accepting|Connection refused|No such file|server closed",
    re.IGNORECASE,
)
PATIENCE = 15.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Settings: `MARELLE_HOME` names the folder of the embedded server; an explicit HOST means an external one."""

    creation_class = DatabaseCreation

    @property
    def is_embedded(self) -> bool:
        return not self.settings_dict["HOST"]

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        return params | self._address() if self.is_embedded else params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Opens a connection; waits while the embedded server comes back from a crash."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return super().get_new_connection(conn_params)
            except psycopg.OperationalError as error:
                if not self.is_embedded or not PASSING.search(str(error)) or time.monotonic() > end:
                    raise
            time.sleep(0.05)
            conn_params = conn_params | self._address()

    def _address(self) -> dict[str, Any]:
        try:
            cluster = ensure_running(Path(self.settings_dict["MARELLE_HOME"]))
        except ClusterFault as fault:
            raise OperationalError(str(fault)) from fault
        return {"host": str(cluster.socket_dir), "port": PORT}
