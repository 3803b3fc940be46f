"""Who may do what in the community of a city (Model 3). The thing that is asked is its Network, which knows the roles.

Whoever has an account speaks for themselves; who works at a Punto Comunità also for a group that has none.
"""

from accounts.access import Role, Rule
from accounts.models import Qualification

COORDINATOR, DIRECTION = Role.COORDINATOR, Role.DIRECTION

SPEAK_UP = Rule("speak_up", Role.PERSON)
SPEAK_FOR_GROUP = Rule("speak_for_group", Role.VOLUNTEER, Role.QUARTER_COUNCIL, COORDINATOR, DIRECTION)
READ_NEEDS = Rule("read_needs", COORDINATOR, DIRECTION)
SEE_WHAT_WAITS = Rule("see_what_waits", Role.VOLUNTEER, COORDINATOR, Role.SOCIAL_WORKER, DIRECTION)

# Asked of the place of a house: who keeps its organisation, who coordinates or directs where it is.
KEEP_HOUSE = Rule("keep_house", Role.OWNER, Role.EDITOR, COORDINATOR, DIRECTION)
BOOK_SPACE = Rule("book_space", Role.PERSON)

# Initiatives. Started by anybody; led by who leads that one (asked of the initiative), published by who runs the city.
START_INITIATIVE = Rule("start_initiative", Role.PERSON)
TAKE_PART = Rule("take_part_in_initiative", Role.PERSON)
LEAD_INITIATIVE = Rule("lead_initiative", Role.LEADER, COORDINATOR, DIRECTION)
RUN_INITIATIVES = Rule("run_initiatives", COORDINATOR, DIRECTION)
# Of a partnership, a promise, a story: who leads, and who is one of its people, made it, told it. Others find nothing.
ANSWER_FOR_PARTNER = Rule(
    "answer_for_partner", Role.LEADER, Role.OWNER, Role.EDITOR, COORDINATOR, DIRECTION, hidden=True
)
SETTLE_COMMITMENT = Rule("settle_commitment", Role.LEADER, COORDINATOR, DIRECTION, hidden=True)
DECIDE_STORY = Rule("decide_story", Role.LEADER, COORDINATOR, DIRECTION, hidden=True)

# Pacts of hours: what a person is to one the pact says, and to whom it says nothing it is not there.
OWN_PACTS = Rule("own_pacts", Role.PERSON)
FOLLOW_PACTS = Rule("follow_pacts", COORDINATOR, Role.SOCIAL_WORKER, DIRECTION)
FOLLOW_SOCIAL_PACTS = Rule("follow_social_pacts", Role.SOCIAL_WORKER, DIRECTION)
FOLLOW_OTHER_PACTS = Rule("follow_other_pacts", COORDINATOR, DIRECTION)
GIVE_HOURS = Rule("give_hours", Role.PARTICIPANT, hidden=True)
HOST_PACT = Rule("host_pact", Role.OWNER, Role.EDITOR, hidden=True)
FOLLOW_PACT = Rule("follow_pact", *FOLLOW_PACTS.roles, hidden=True)
BE_IN_PACT = Rule("be_in_pact", *GIVE_HOURS.roles, *HOST_PACT.roles, *FOLLOW_PACT.roles, hidden=True)
READ_CERTIFICATE = Rule("read_certificate", *GIVE_HOURS.roles, *FOLLOW_PACT.roles, hidden=True)

# Groups of a street: which ones, and what in them, is found by person; a private one is not there for others.
BE_IN_GROUP = Rule("be_in_group", Role.PERSON)
PUBLISH_GROUP = Rule("publish_group", COORDINATOR, DIRECTION)

# Concierges, asked of the concierge: who works at its Punto Comunità, or keeps the organisation of its house.
OPEN_CONCIERGE = Rule("open_concierge", COORDINATOR, DIRECTION)
RUN_CONCIERGE = Rule("run_concierge", Role.OWNER, COORDINATOR, DIRECTION)
KEEP_CONCIERGE = Rule(
    "keep_concierge", Role.VOLUNTEER, Role.OWNER, Role.EDITOR, COORDINATOR, learned=Qualification.Kind.PERSONAL_DATA
)
EXCHANGE_WITH_NEIGHBOURS = Rule("exchange_with_neighbours", Role.PERSON)
GIVE_ADVICE = Rule("give_advice", Role.OWNER, Role.EDITOR, Role.VOLUNTEER, COORDINATOR, DIRECTION)
BOOK_ADVICE = Rule("book_advice", Role.PERSON)

# Events are written for what one speaks for, works at, keeps or leads; changed by who speaks for the one that invites,
# and by who coordinates or directs where it is. Who comes is known to who invites alone.
WRITE_EVENT = Rule("write_event", Role.PERSON)
CARE_FOR_EVENT = Rule("care_for_event", Role.LEADER, COORDINATOR, DIRECTION)
SEE_WHO_COMES = Rule("see_who_comes", Role.LEADER)
COME_TO_EVENT = Rule("come_to_event", Role.PERSON)

# Asked of the project or of the fund-raising: who keeps one of its houses, or leads its initiative.
PROPOSE_WITH_HOUSES = Rule("propose_with_houses", Role.PERSON)
CARE_FOR_PROJECT = Rule("care_for_project", Role.LEADER)
CARE_FOR_FUNDRAISING = Rule("care_for_fundraising", Role.LEADER)

MODERATE = Rule("moderate", COORDINATOR, DIRECTION)

# Proposals and what comes of them: sent by anybody, answered by who runs the city; an agreement asks who signs itself.
RUN_CODESIGNS = Rule("run_codesigns", COORDINATOR, DIRECTION)
COPY_SURVEYS = Rule("copy_surveys", *SPEAK_FOR_GROUP.roles)
SIGN_AGREEMENT = Rule("sign_agreement", Role.PERSON)
# Calls. Who asks finds their own by person; those of others are not there for who does not read them.
RUN_CALLS = Rule("run_calls", DIRECTION)
APPLY_TO_CALL = Rule("apply_to_call", Role.PERSON)
RECORD_APPLICATION = Rule("record_application", Role.VOLUNTEER, COORDINATOR, learned=Qualification.Kind.PERSONAL_DATA)
EVALUATE_APPLICATIONS = Rule("evaluate_applications", COORDINATOR, DIRECTION, hidden=True)
DECIDE_APPLICATIONS = Rule("decide_applications", DIRECTION, hidden=True)
OPEN_APPLICANT = Rule("open_applicant", Role.SOCIAL_WORKER, DIRECTION, hidden=True)
TELL_APPLICANTS = Rule(
    "tell_applicants", Role.VOLUNTEER, COORDINATOR, DIRECTION, learned=Qualification.Kind.PERSONAL_DATA, hidden=True
)
ASSESS_APPLICANTS = Rule("assess_applicants", Role.SOCIAL_WORKER, hidden=True)
