"""Everything the database holds in one folder, proved to come back: docs/operations.md, "Backup".

`database.dump` is for `pg_restore`, `manifest.json` says what it must give. `VAR_DIR` holds nothing else that cannot be
made anew, and the settings, keys among them, are kept apart from it on purpose.
"""

from .returning import put_back
from .taking import take
from .trouble import BackupError

__all__ = ["BackupError", "put_back", "take"]
