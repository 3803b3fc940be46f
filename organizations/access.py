"""Who may do what with organisations, Punti Comunità and the people in them."""

from accounts.access import Role, Rule, Scope

OWNER, EDITOR, VOLUNTEER = Role.OWNER, Role.EDITOR, Role.VOLUNTEER
COORDINATOR, DIRECTION = Role.COORDINATOR, Role.DIRECTION

SEE_ORGANIZATION_PEOPLE = Rule("see_organization_people", OWNER, EDITOR, COORDINATOR, DIRECTION)
KEEP_ORGANIZATION_PEOPLE = Rule("keep_organization_people", OWNER, DIRECTION)
SEE_POINT_PEOPLE = Rule("see_point_people", VOLUNTEER, COORDINATOR, DIRECTION)
KEEP_POINT_PEOPLE = Rule("keep_point_people", COORDINATOR, DIRECTION)
KEEP_CITY_PEOPLE = Rule("keep_city_people", DIRECTION, hidden=True)
SEE_HISTORY = Rule("see_history", COORDINATOR, DIRECTION, scope=Scope.HISTORY)
RESTORE = Rule("restore", COORDINATOR, DIRECTION)
