"""Tests about the house itself: its floors, its rooms, its routes, its tables."""
