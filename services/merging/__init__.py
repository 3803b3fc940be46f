"""Entries that are there twice: suspected, looked at side by side, made one; and their old addresses followed."""
