"""The search table, kept by the database itself: whoever writes a place, by whatever way, the search box knows it.

For each kind of place, one SELECT says how it is found. Triggers run it after each statement, on the rows that the
statement wrote and no others; the same SELECT fills the table the first time.
"""

_COLUMNS = "kind, code, name, detail, same, plain, weight, invented"

# Each: the table, its key, and the rows of the search table for the keys in {keys}.
_KINDS = {
    "commune": (
        "territories_commune",
        "code",
        """
SELECT 'commune', p.code, p.name, d.name || ' (' || d.code || ')', p.plain,
       marelle_plain(p.name || ' ' || d.name || ' ' || p.code || ' ' || array_to_string(p.postcodes, ' ')),
       coalesce(p.population, 0), p.invented
  FROM territories_commune p JOIN territories_departement d ON d.code = p.departement_id WHERE p.code IN ({keys})""",
    ),
    "epci": (
        "territories_epci",
        "code",
        """
SELECT 'epci', p.code, p.name, '', p.plain, marelle_plain(p.name || ' ' || p.code), 20000, false
  FROM territories_epci p WHERE p.code IN ({keys})""",
    ),
    "quarter": (
        "territories_quarter",
        "code",
        """
SELECT 'quarter', p.code, p.name, c.names, p.plain,
       marelle_plain(p.name || ' ' || c.names || ' ' || p.code || ' qpv quartier prioritaire'),
       CASE p.generation WHEN 2024 THEN 10000 ELSE 5000 END, p.invented
  FROM territories_quarter p CROSS JOIN LATERAL (
    SELECT left(coalesce(string_agg(c.name, ', ' ORDER BY c.plain), ''), 190) AS names
      FROM territories_quartercommune l JOIN territories_commune c ON c.code = l.commune_id
     WHERE l.quarter_id = p.code) c
 WHERE p.code IN ({keys})""",
    ),
    "school": (
        "territories_school",
        "uai",
        """
SELECT 'school', p.uai, p.name, coalesce(c.name || ' (' || c.departement_id || ')', p.commune_said), p.plain,
       marelle_plain(p.name || ' ' || coalesce(c.name, p.commune_said) || ' ' || p.uai || ' ' || p.postcode),
       CASE WHEN p.closed_on IS NOT NULL THEN 0 WHEN p.kind LIKE 'lycee%' THEN 900 WHEN p.kind = 'college' THEN 600
            ELSE 200 END, p.invented
  FROM territories_school p LEFT JOIN territories_commune c ON c.code = p.commune_id WHERE p.uai IN ({keys})""",
    ),
    "site": (
        "territories_site",
        "slug",
        """
SELECT 'site', p.slug, p.name, c.name || ' (' || c.departement_id || ')', p.plain,
       marelle_plain(p.name || ' ' || c.name || ' cite educative'), 60000, p.invented
  FROM territories_site p JOIN territories_commune c ON c.code = p.commune_main_id WHERE p.slug IN ({keys})""",
    ),
}

_WRITE = """
INSERT INTO territories_searchentry ({columns}) {select}
ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name, detail = excluded.detail, same = excluded.same,
  plain = excluded.plain, weight = excluded.weight, invented = excluded.invented
WHERE (territories_searchentry.name, territories_searchentry.detail, territories_searchentry.same,
       territories_searchentry.plain, territories_searchentry.weight, territories_searchentry.invented)
  IS DISTINCT FROM (excluded.name, excluded.detail, excluded.same, excluded.plain, excluded.weight, excluded.invented);
"""


def _write(kind: str, keys: str) -> str:
    return _WRITE.format(columns=_COLUMNS, select=_KINDS[kind][2].format(keys=keys))


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$;"


def _trigger(name: str, table: str, event: str, function: str, seen: str) -> str:
    return (
        f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} REFERENCING {seen} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    )


def _kept(kind: str) -> str:
    table, key, _select = _KINDS[kind]
    name = f"territories_search_{kind}"
    forget = f"DELETE FROM territories_searchentry WHERE kind = '{kind}' AND code IN (SELECT {key} FROM old_rows);"
    return "\n".join(
        [
            _function(name, _write(kind, f"SELECT {key} FROM new_rows")),
            _function(f"{name}_gone", forget),
            _trigger(name, table, "INSERT", name, "NEW TABLE AS new_rows"),
            _trigger(name, table, "UPDATE", name, "NEW TABLE AS new_rows"),
            _trigger(name, table, "DELETE", f"{name}_gone", "OLD TABLE AS old_rows"),
        ]
    )


# What is shown of a place may stand in another table: the communes of a quarter, the name of a school's commune.
_LINKED = "\n".join(
    [
        _function("territories_search_linked", _write("quarter", "SELECT quarter_id FROM new_rows")),
        _trigger(
            "territories_search_linked",
            "territories_quartercommune",
            "INSERT",
            "territories_search_linked",
            "NEW TABLE AS new_rows",
        ),
        _function(
            "territories_search_renamed",
            _write(
                "school",
                "SELECT s.uai FROM territories_school s JOIN new_rows n ON n.code = s.commune_id"
                " JOIN old_rows o ON o.code = n.code WHERE o.name <> n.name",
            ),
        ),
        _trigger(
            "territories_search_renamed",
            "territories_commune",
            "UPDATE",
            "territories_search_renamed",
            "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        ),
    ]
)

KEPT = "\n".join(_kept(kind) for kind in _KINDS) + _LINKED
FILLED = "\n".join(_write(kind, f"SELECT {key} FROM {table}") for kind, (table, key, _select) in _KINDS.items())
GONE = "\n".join(
    [
        *(
            f"DROP TRIGGER territories_search_{kind}_{event} ON {table};"
            for kind, (table, _key, _select) in _KINDS.items()
            for event in ("insert", "update", "delete")
        ),
        "DROP TRIGGER territories_search_linked_insert ON territories_quartercommune;",
        "DROP TRIGGER territories_search_renamed_update ON territories_commune;",
        *(
            f"DROP FUNCTION territories_search_{kind}(); DROP FUNCTION territories_search_{kind}_gone();"
            for kind in _KINDS
        ),
        "DROP FUNCTION territories_search_linked(); DROP FUNCTION territories_search_renamed();",
    ]
)
