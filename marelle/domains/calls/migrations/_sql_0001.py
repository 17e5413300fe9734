"""What the models cannot say: a decision supersedes on its own site and call only, and is not recorded before its day."""

DECISIONS = """
ALTER TABLE calls_label_decision
  ADD CONSTRAINT calls_decision_replaces_in_its_place
    FOREIGN KEY (supersedes_id, call_id, site_id) REFERENCES calls_label_decision (id, call_id, site_id),
  ADD CONSTRAINT calls_decision_not_to_come
    CHECK (decided_on <= (recorded_at AT TIME ZONE 'Europe/Paris')::date);
"""
NO_DECISIONS = """
ALTER TABLE calls_label_decision
  DROP CONSTRAINT calls_decision_replaces_in_its_place, DROP CONSTRAINT calls_decision_not_to_come;
"""
