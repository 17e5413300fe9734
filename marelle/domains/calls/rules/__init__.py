"""What calls, candidatures and decisions demand, and the refusals of their orders. Pure."""
