"""Fixtures for every test; see `marelle.kernel.testing`."""

from marelle.kernel.testing.fixtures import (  # noqa: F401
    at,
    closed_network,
    committed,
    counted,
    machine,
    runtime_role,
    worked,
)
