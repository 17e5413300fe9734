"""The component tags, by subject. `templatetags/ui.py` gathers them into the one built-in library."""
