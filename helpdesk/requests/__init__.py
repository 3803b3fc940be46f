"""Asking a desk to call back, without an account; and the people a desk follows."""
