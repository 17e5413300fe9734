"""Fixtures for every test; see `marelle.kernel.testing`."""

from hypothesis import HealthCheck, settings

from marelle.kernel.testing.fixtures import (  # noqa: F401
    at,
    closed_network,
    committed,
    counted,
    machine,
    runtime_role,
    worked,
)

# A busy machine is not a wrong answer: no example is timed.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
