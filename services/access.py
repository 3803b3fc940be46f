"""Who may do what with the entries of the directory."""

from accounts.access import Role, Rule

OWNER, EDITOR, VOLUNTEER = Role.OWNER, Role.EDITOR, Role.VOLUNTEER
COORDINATOR, DIRECTION = Role.COORDINATOR, Role.DIRECTION

EDIT_ENTRY = Rule("edit_entry", OWNER, EDITOR, COORDINATOR, DIRECTION)  # what one writes may still have to wait
CLAIM = Rule("claim", Role.PERSON)
REVIEW = Rule("review", COORDINATOR, DIRECTION)
MAP = Rule("map", VOLUNTEER, COORDINATOR, DIRECTION)
LEAD_CAMPAIGN = Rule("lead_campaign", COORDINATOR, DIRECTION)
OPEN_POINT = Rule("open_point", DIRECTION)


def may_say_where(user, organization) -> bool:
    """Whoever coordinates may give its first place to an organisation that is nowhere: then it is of who is there."""
    return REVIEW.allows(user) and not organization.locations.exists()
