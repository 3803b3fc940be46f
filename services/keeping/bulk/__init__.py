"""Many entries changed together: which ones one may change, which are meant, what would change, and changing it."""
