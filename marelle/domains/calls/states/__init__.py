"""The transition tables of calls and candidatures, and the words of their states."""
