"""The SQL of the kernel's first migration: the one clock, the trigger that feeds the sealer, the shared cache."""

# STABLE, so that a policy or a constraint asks once a statement; statement_timestamp() and not now(): an order that
# waited for a lock must see the time at which it got it.
CLOCK = """
INSERT INTO kernel_installation (singleton, is_demonstration, clock_offset) VALUES (true, false, interval '0');
CREATE FUNCTION marelle_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS
  'SELECT statement_timestamp() + clock_offset FROM kernel_installation';
"""
NO_CLOCK = "DROP FUNCTION marelle_now();"

PENDING = """
CREATE FUNCTION kernel_audit_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO kernel_audit_pending (entry_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER kernel_audit_await_seal AFTER INSERT ON kernel_audit_entry
  FOR EACH ROW EXECUTE FUNCTION kernel_audit_await_seal();
"""
NO_PENDING = "DROP TRIGGER kernel_audit_await_seal ON kernel_audit_entry; DROP FUNCTION kernel_audit_await_seal();"

CACHE = """
CREATE UNLOGGED TABLE kernel_cache (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX kernel_cache_expires ON kernel_cache (expires);
"""
NO_CACHE = "DROP TABLE kernel_cache;"
