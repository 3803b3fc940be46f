"""What anyone says of an entry without an account, what it puts in doubt, and how a coordinator settles it."""
