"""An organisation asks for its entry, and is believed more the better it keeps it."""
