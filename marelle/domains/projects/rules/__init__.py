"""What projects demand, and the refusals of their orders. Pure."""
