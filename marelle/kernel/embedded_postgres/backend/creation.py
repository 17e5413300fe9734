"""Test databases made like the real one: same locale, no temporary tables for the runtime role."""

from typing import Any

from django.db.backends.postgresql import creation

_Creation: Any = creation.DatabaseCreation  # the stubs leave its private steps out


class DatabaseCreation(_Creation):
    """Creates test databases from `template0`, so that nothing of the machine's own template shows."""

    def _get_database_create_suffix(self, encoding: str | None = None, template: str | None = None) -> str:
        if template:
            return str(super()._get_database_create_suffix(encoding=encoding, template=template))
        suffix = str(super()._get_database_create_suffix(encoding=encoding or "UTF8", template="template0"))
        return f"{suffix} {self._locale()}"

    def _locale(self) -> str:
        libc = "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        with self._nodb_cursor() as cursor:
            major = cursor.connection.info.server_version // 10000
        return (
            f"LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' {libc}"
            if major >= 17
            else f"LOCALE_PROVIDER libc {libc}"
        )

    def _execute_create_test_db(self, cursor: Any, parameters: dict[str, str], keepdb: bool = False) -> None:
        super()._execute_create_test_db(cursor, parameters, keepdb)
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {parameters['dbname']} FROM PUBLIC")
