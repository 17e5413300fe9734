"""What tests of every floor share: the runtime role, the clock, databases that really commit, counted queries.

Tests run as the product runs: migrations as the owner, then everything as the runtime role with its policies.
"""
