"""Mapping campaigns: people of a Punto Comunità call on what is in some quarters, stalest first."""
