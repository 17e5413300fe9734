"""What is known without a record: levels and ages, the moments of a week, a directory told once, its search. Pure."""
