"""Invented contacts of invented people, in proportions like the real ones (`proportions.py`)."""
