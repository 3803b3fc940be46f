"""Who may do what at a desk. Of what concerns people, everything is of one desk: for the others it is not there."""

from accounts.access import Role, Rule, Scope
from accounts.models import Qualification

VOLUNTEER, COORDINATOR, DIRECTION = Role.VOLUNTEER, Role.COORDINATOR, Role.DIRECTION
PERSONAL_DATA = Qualification.Kind.PERSONAL_DATA

WORK_AT_DESK = Rule("work_at_desk", VOLUNTEER, COORDINATOR, hidden=True)
WORK_AT_DESK_BY_TOKEN = Rule("work_at_desk_by_token", VOLUNTEER, COORDINATOR, hidden=True, scope=Scope.DESK)
OPEN_CLIENT = Rule("open_client", VOLUNTEER, COORDINATOR, hidden=True, learned=PERSONAL_DATA)
SEE_LOOKS_AT_CLIENTS = Rule("see_looks_at_clients", COORDINATOR, hidden=True)
LEAD_DESK = Rule("lead_desk", COORDINATOR, hidden=True)
SEE_ROTA = Rule("see_rota", VOLUNTEER, COORDINATOR, hidden=True)
SEE_FIGURES = Rule("see_figures", COORDINATOR, DIRECTION, hidden=True)
SEE_CITY_FIGURES = Rule("see_city_figures", DIRECTION, hidden=True)
CHANGE_ENQUIRY = Rule("change_enquiry", VOLUNTEER, COORDINATOR, hidden=True)  # asked of the contact: who logged it
