"""Who is at the desk when: shifts from the desk's hours, the people who take them, and the people who would."""
