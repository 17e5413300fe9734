"""Screens of the network: the directory of a cité, the page for teachers, the sheet of each partner."""
