"""The transition tables of projects, and the words of their states."""
