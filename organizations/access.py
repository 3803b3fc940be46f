"""Who may do what with organisations, Punti Comunità and the people in them."""

from accounts.access import Role, Rule, Scope, roles_of

OWNER, EDITOR, VOLUNTEER = Role.OWNER, Role.EDITOR, Role.VOLUNTEER
COORDINATOR, DIRECTION = Role.COORDINATOR, Role.DIRECTION
QUARTER_COUNCIL, SOCIAL_WORKER = Role.QUARTER_COUNCIL, Role.SOCIAL_WORKER

SEE_ORGANIZATION_PEOPLE = Rule("see_organization_people", OWNER, EDITOR, COORDINATOR, DIRECTION)
KEEP_ORGANIZATION_PEOPLE = Rule("keep_organization_people", OWNER, DIRECTION)
SEE_POINT_PEOPLE = Rule("see_point_people", VOLUNTEER, COORDINATOR, DIRECTION)
KEEP_POINT_PEOPLE = Rule("keep_point_people", COORDINATOR, DIRECTION)
KEEP_COORDINATORS = Rule("keep_coordinators", DIRECTION)
KEEP_CITY_PEOPLE = Rule("keep_city_people", DIRECTION, hidden=True)
SEE_HISTORY = Rule("see_history", COORDINATOR, DIRECTION, scope=Scope.HISTORY)
RESTORE = Rule("restore", COORDINATOR, DIRECTION)

# Who gives a role and takes it back: nobody prolongs themself, but for the direction, which has no one above it.
KEPT_BY = {
    OWNER: KEEP_ORGANIZATION_PEOPLE,
    EDITOR: KEEP_ORGANIZATION_PEOPLE,
    VOLUNTEER: KEEP_POINT_PEOPLE,
    QUARTER_COUNCIL: KEEP_POINT_PEOPLE,
    COORDINATOR: KEEP_COORDINATORS,
    SOCIAL_WORKER: KEEP_CITY_PEOPLE,
    DIRECTION: KEEP_CITY_PEOPLE,
}


def kept_by(user, place, roles) -> list:
    """Those of the roles that the user may give and take back at a place."""
    held = roles_of(user, place)
    return [role for role in roles if KEPT_BY[role].roles & held]
