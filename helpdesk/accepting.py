"""What accepting an invitation gives a volunteer beside the mandate; see `organizations.actions.accept`."""

from .rota.applications import grant_what_was_learned


def accepted(invitation):
    grant_what_was_learned(invitation=invitation)
