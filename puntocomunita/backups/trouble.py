class BackupError(Exception):
    """Says in one line of Italian what happened, and what the person at the terminal can do."""
