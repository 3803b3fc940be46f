"""A list of places that somebody collects without an account: the address carries it, and nothing else does."""
