"""The engine named in settings: `marelle.kernel.embedded_postgres.backend`."""
