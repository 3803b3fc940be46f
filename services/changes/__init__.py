"""What waits for a coordinator's yes: how it reads, and deciding it."""
