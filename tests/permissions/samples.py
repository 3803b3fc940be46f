"""What stands in an address in the world of the tests, and of what thing the rule is asked there."""

from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory

from .rooms import ROOMS
from .rooms.addresses import of_network

# The first part of an address says of what its slug is.
BY_PREFIX = {
    "organizzazioni": "organization",
    "punti": "point",
    "servizi": "service",
    "risorse": "asset",
    "citta": "city",
    "luoghi": "place",
    "giri": "campaign",
    "sportello": "point",
    "rete": "network",
    "comunita": "network",
}
THINGS = {  # where the address does not say it
    "desk_api:referral_detail": "point",
    "helpdesk:enquiry_delete": "enquiry",
    "helpdesk:enquiry_unmet": "enquiry",
    "helpdesk:enquiry_update": "enquiry",
    "services:campaign_create": "point",
    "services:change_decide": "service",
    "services:claim_decide": "organization",
    "services:pair_decide": "service",
    "services:dead_site_decide": "service",
    "services:stale_entry": "service",
    "services:trust": "organization",
    "services:embed_point": "point",
    "services:embed_service": "service",
    "services:history_restore": "service",
    "services:report_decide": "service",
    "services:visit": "visit",
    "services:visit_leave": "visit",
}
# What a form must hold to be about anything.
SENT = {
    "network:stand_list": lambda world: {"stand": world.stand.pk, "organization": world.organization.pk},
    "network:stand_free": lambda world: {"stand": world.stand.pk, "organization": world.organization.pk},
    "services:trust": lambda world: {"member": world.visitors["editor"].memberships.get().pk},
}
# What an address needs to be answered at all.
QUERY = {"admin:autocomplete": "?app_label=territory&model_name=quarter&field_name=zone&term="}
# The same where nobody's right depends on it: nothing is there, and everyone gets the same answer.
MADE_UP = {"rest": "nulla", "uidb36": "1", "provider_id": "broker", "secret": "x", "app_label": "services"}


def person(role, visitor):
    """Of a people page: the mandate or membership of a visitor there."""
    return lambda world: {"slug": world_slug(world, role), "pk": held_by(world.visitors[visitor], role).pk}


def invitation(role):
    return lambda world: {"slug": world_slug(world, role), "pk": world.invitations[role].pk}


def world_slug(world, role):
    return {"organization": world.organization, "point": world.point, "city": world.city}[role].slug


def held_by(user, place):
    return user.memberships.get() if place == "organization" else user.mandates.get()


def referral(world):
    return {"slug": world.point.slug, "pk": world.referral.pk}


def of_desk(name):
    """Of a page of the desk about one row of it."""
    return lambda world: {"slug": world.point.slug, "pk": getattr(world, name).pk}


def coaching_part(name):
    return lambda world: of_network("programme")(world) | {"part": world.parts[name].pk}


BY_NAME = {
    "helpdesk:shift_detail": of_desk("shift"),
    "helpdesk:application_detail": of_desk("application"),
    "helpdesk:volunteer_detail": lambda world: {"slug": world.point.slug, "pk": world.visitors["volunteer"].pk},
    "helpdesk:desk_calendar": lambda world: {"slug": world.point.slug, "secret": "x"},
    "desk_api:referral_detail": lambda world: {"id": world.referral.pk},
    "helpdesk:referral_detail": referral,
    "helpdesk:referral_person": referral,
    "helpdesk:referral_sheet": referral,
    "helpdesk:client_detail": lambda world: {"slug": world.point.slug, "pk": world.client.pk},
    "helpdesk:client_looks": lambda world: {"slug": world.point.slug, "pk": world.client.pk},
    "helpdesk:request_detail": lambda world: {"slug": world.point.slug, "pk": world.call_back.pk},
    "network:membership_decide": of_network("applicant"),
    "network:membership_leave": of_network("membership"),
    "network:action_item": of_network("action_item"),
    "network:action_item_update": of_network("action_item"),
    "network:decision_update": lambda world: of_network("meeting")(world) | {"decision": world.decision.pk},
    "network:agenda_decide": lambda world: of_network("meeting")(world) | {"item": world.agenda_item.pk},
    "account_confirm_email": lambda world: {"key": world.confirmation_key},
    "account_reset_password_from_key": lambda world: {"uidb36": "1", "key": "x"},
    "api:service_detail": lambda world: {"id": world.service.id},
    "api:organization_detail": lambda world: {"id": world.organization.id},
    "api:service_at_location_detail": lambda world: {"id": world.service.service_at_locations.get().id},
    "api:taxonomy_detail": lambda world: {"id": world.asset.kind.taxonomy_id},
    "api:taxonomy_term_detail": lambda world: {"id": world.asset.kind.uuid},
    "api_token_delete": lambda world: {"pk": world.token.pk},
    "mfa_edit_webauthn": lambda world: {"pk": world.passkey.pk},
    "mfa_remove_webauthn": lambda world: {"pk": world.passkey.pk},
    "services:location_remove": lambda world: {"pk": world.place.pk},
    "services:location_update": lambda world: {"pk": world.place.pk},
    "services:claim_decide": lambda world: {"pk": world.claim.pk},
    "services:pair_decide": lambda world: {"kind": "service", "one": world.service.pk, "other": world.twin.pk},
    "services:stale_entry": lambda world: {"key": f"service.{world.service.pk.hex}"},
    "services:change_decide": lambda world: {"pk": world.change.pk},
    "services:dead_site_decide": lambda world: {"pk": world.dead_site.pk},
    "services:draft_delete": lambda world: {"pk": world.draft.pk},
    "services:act_detail": lambda world: {"act": world.act.pk},
    "services:history_restore": lambda world: {"act": world.act.pk, "kind": "service", "thing": world.service.pk},
    "services:report_add": lambda world: {"code": world.proposal.code},
    "services:report_create": lambda world: {"kind": "servizio", "slug": world.service.slug},
    "services:report_decide": lambda world: {"code": world.report.code},
    "services:report_status": lambda world: {"code": world.report.code},
    "services:visit": lambda world: {"campaign": world.campaign.pk, "visit": world.visit.pk},
    "services:visit_leave": lambda world: {"campaign": world.campaign.pk, "visit": world.visit.pk},
    "organizations:organization_person": person("organization", "editor"),
    "organizations:community_point_person": person("point", "volunteer"),
    "organizations:municipality_person": person("city", "social_worker"),
    "organizations:organization_invitation": invitation("organization"),
    "organizations:community_point_invitation": invitation("point"),
    "organizations:municipality_invitation": invitation("city"),
}
for name in ("suggestion_dismiss", "collaboration_create"):
    BY_NAME[f"network:{name}"] = lambda world: {"slug": world.city.slug, "mine": "emporio", "other": "collega"}
for name in ("house_detail", "house_host", "house_close"):
    BY_NAME[f"network:{name}"] = lambda world: {"slug": world.city.slug, "house": "casa"}
BY_NAME["network:house_let_go"] = lambda world: {
    "slug": world.city.slug,
    "house": "casa",
    "organization": world.colleague.pk,
}
BY_NAME["network:collaboration_answer"] = of_network("collaboration")
for name in ("bulletin_item", "bulletin_decide"):
    BY_NAME[f"network:{name}"] = of_network("bulletin_item")
BY_NAME["network:bulletin_issue"] = lambda world: {"slug": world.city.slug, "day": world.bulletin.day.isoformat()}
MEETING = (
    "meeting_detail meeting_calendar meeting_update meeting_cancel meeting_repeat meeting_invitations meeting_answer"
)
MEETING += " attendance stand_list stand_free agenda_propose minutes minutes_write decision_create action_item_create"
BY_NAME |= {f"network:{name}": of_network("meeting") for name in MEETING.split()}
BODY, GOAL = of_network("steering_body"), of_network("goal")
BY_NAME |= {
    f"network:{name}": BODY
    for name in ("steering_body_detail", "steering_body_update", "seat_create", "body_meeting_create")
}
BY_NAME["network:seat_update"] = lambda world: BODY(world) | {"seat": world.seat.pk}
BY_NAME["network:seats_present"] = of_network("body_meeting")
BY_NAME |= {f"network:{name}": of_network("vision") for name in ("vision_detail", "vision_update", "goal_create")}
BY_NAME |= {f"network:{name}": GOAL for name in ("goal_update", "measurement_create", "goal_action_create")}
BY_NAME["network:measurement_update"] = lambda world: GOAL(world) | {"measurement": world.measurement.pk}
SESSION = "training_session training_calendar training_session_update training_session_cancel training_thanks"
SESSION += " participant_list training_attendance"
BY_NAME |= {f"network:{name}": of_network("training_session") for name in SESSION.split()}
for name in ("training_detail", "training_update", "training_session_create"):
    BY_NAME[f"network:{name}"] = of_network("training")
for name in ("practice_detail", "practice_decide"):
    BY_NAME[f"network:{name}"] = of_network("practice")
BY_NAME["network:certificate_check"] = lambda world: {"code": world.certificate.code}
COACHING = ["detail", "update", "start", "stop", "evaluate", "team"]
COACHING += [f"{part}_create" for part in ("phase", "goal", "session", "task")]
BY_NAME |= {f"network:coaching_{name}": of_network("programme") for name in COACHING}
for name in ("stakeholder", "phase", "goal", "session"):
    BY_NAME[f"network:coaching_{name}"] = coaching_part(name)
THINGS |= dict.fromkeys(
    [f"network:coaching_{name}" for name in [*COACHING, "stakeholder", "phase", "goal", "session"]], "programme"
)
for name in ("desk_report", "desk_report_file"):
    BY_NAME[f"helpdesk:{name}"] = lambda world: {"slug": world.point.slug, "year": 2025}
for name in ("detail", "update", "withdraw"):
    BY_NAME[f"network:exchange_{name}"] = of_network("exchange_notice")
for name in ("detail", "assign", "withdraw"):
    BY_NAME[f"network:assistance_{name}"] = of_network("assistance")
BY_NAME["network:exchange_answer"] = of_network("exchange_of_another")
BY_NAME["network:exchange_match"] = of_network("exchange")
# What belongs to one person and to nobody else, who hears that it is not there: whose it is.
OWN = {
    "api_token_delete": "citizen",
    "mfa_edit_webauthn": "citizen",
    "mfa_remove_webauthn": "citizen",
    "mfa_deactivate_totp": "citizen",
    "mfa_view_recovery_codes": "citizen",
    "services:draft_delete": "owner",
}
# What answers everybody that it is not there: no broker stands behind the tests, and a link is good once.
NOBODY_FINDS = {
    "helpdesk:call_back_withdraw",
    "helpdesk:desk_calendar",
    "helpdesk:person_calendar",
    "helpdesk:referral_answer",
    "helpdesk:stand_in",
    "network:bulletin_confirm",
    "network:bulletin_leave",
    "network:bulletin_preferences",
    "network:certificate",
    "network:enrolment",
    "network:invitation_answer",
    "network:own_meetings",
    "openid_connect_login",
    "openid_connect_callback",
    "organizations:invitation",
    "services:claim_answer",
    "services:confirm",
    "services:disown",
}
for room in ROOMS:
    THINGS |= getattr(room, "THINGS", {})
    BY_NAME |= getattr(room, "BY_NAME", {})
    SENT |= getattr(room, "SENT", {})
    OWN |= getattr(room, "OWN", {})
    NOBODY_FINDS |= getattr(room, "NOBODY_FINDS", set())


def thing_of(endpoint, world):
    """The thing whose rule is asked, or None where the rule asks what one is anywhere."""
    kind = THINGS.get(endpoint.name) or BY_PREFIX.get(endpoint.route.split("/")[0])
    return getattr(world, kind) if kind and (endpoint.arguments or sent(endpoint, world)) else None


def sent(endpoint, world):
    return SENT[endpoint.name](world) if endpoint.method == "POST" and endpoint.name in SENT else {}


def arguments_of(endpoint, world):
    if endpoint.name in BY_NAME:
        return BY_NAME[endpoint.name](world)
    return {name: value_of(name, endpoint, world) for name in endpoint.arguments}


def value_of(name, endpoint, world):
    if name == "slug":
        return world.point.slug if endpoint.route.startswith("sportello/") else thing_of(endpoint, world).slug
    if name in ("campaign", "enquiry"):
        return getattr(world, name).pk
    if name == "object_id":
        return row_of(endpoint, world).pk
    if name not in MADE_UP:
        raise LookupError(f"{endpoint}: say in tests/permissions/samples.py what stands for <{name}>.")
    return MADE_UP[name]


def row_of(endpoint, world):
    """The row that an address of the admin is about."""
    _admin, app, model = endpoint.route.split("/")[:3]
    return world.rows[apps.get_model(app, model)]


def finds_row(endpoint, user, world):
    """Whether the table of the admin holds the row for this person: that of another city it does not."""
    if "object_id" not in endpoint.arguments:
        return True
    row, request = row_of(endpoint, world), RequestFactory().get("/")
    request.user = user
    return admin.site.get_model_admin(type(row)).get_queryset(request).filter(pk=row.pk).exists()
