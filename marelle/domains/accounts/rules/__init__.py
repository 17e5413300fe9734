"""What is true about passwords, places and rights without asking anybody: no table, no clock, no request."""
