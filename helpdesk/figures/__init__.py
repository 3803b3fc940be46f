"""What the desks did, counted: whole for who works there (`counting`), safe for everybody (`disclosure`)."""
