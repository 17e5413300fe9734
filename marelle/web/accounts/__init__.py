"""Screens of the accounts: coming in, one's own account, the members of an organisation, the table of rights."""
