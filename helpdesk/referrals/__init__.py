"""Whom somebody is sent to, and how it ends: shown a door, taken to it, or handed over with a promise."""
