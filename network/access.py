"""Who may do what in the network of a city. The thing that is asked is the Network; who is nothing there is refused.

Owners and editors count where an organisation of theirs is admitted (`Network.roles_of`); who works at a Punto
Comunità of the city counts as a member, so that the desk can ring whom it hands people over to.
"""

from accounts.access import Role, Rule

OWNER, EDITOR, COORDINATOR, DIRECTION = Role.OWNER, Role.EDITOR, Role.COORDINATOR, Role.DIRECTION
AT_THE_POINT = [Role.VOLUNTEER, Role.QUARTER_COUNCIL, Role.SOCIAL_WORKER]

SEE_AS_MEMBER = Rule("see_as_member", OWNER, EDITOR, *AT_THE_POINT, COORDINATOR, DIRECTION)
SPEAK_FOR_MEMBER = Rule("speak_for_member", OWNER, EDITOR)
TAKE_PART = Rule("take_part", OWNER, EDITOR, COORDINATOR, DIRECTION)
RUN_NETWORK = Rule("run_network", COORDINATOR, DIRECTION)
APPLY_TO_NETWORK = Rule("apply_to_network", Role.PERSON)
LEAVE_NETWORK = Rule("leave_network", OWNER, COORDINATOR, DIRECTION)

# Of a coaching programme: who keeps an organisation of its team is asked as a member of the network is.
SEE_COACHING = Rule("see_coaching", OWNER, EDITOR, *AT_THE_POINT, COORDINATOR, DIRECTION, Role.COACH)
LEAD_COACHING = Rule("lead_coaching", COORDINATOR, DIRECTION, Role.COACH)
