"""What stands in an address in the world of the tests, and of what thing the rule is asked there."""

# The first part of an address says of what its slug is.
BY_PREFIX = {
    "organizzazioni": "organization",
    "punti": "point",
    "servizi": "service",
    "risorse": "asset",
    "citta": "city",
}
# The same where nobody's right depends on it: nothing is there, and everyone gets the same answer.
MADE_UP = {"rest": "nulla", "key": "x", "uidb36": "1", "provider_id": "broker"}
BY_NAME = {
    "api:service_detail": lambda world: {"id": world.service.id},
    "api:organization_detail": lambda world: {"id": world.organization.id},
    "api:service_at_location_detail": lambda world: {"id": world.service.service_at_locations.get().id},
    "api:taxonomy_detail": lambda world: {"id": world.asset.kind.taxonomy_id},
    "api:taxonomy_term_detail": lambda world: {"id": world.asset.kind_id},
    "mfa_edit_webauthn": lambda world: {"pk": world.passkey.pk},
    "mfa_remove_webauthn": lambda world: {"pk": world.passkey.pk},
}
# What belongs to one person and to nobody else, who hears that it is not there: whose it is.
OWN = {
    "mfa_edit_webauthn": "citizen",
    "mfa_remove_webauthn": "citizen",
}


def thing_of(endpoint, world):
    """The thing whose rule is asked, or None where the rule asks what one is anywhere."""
    kind = BY_PREFIX.get(endpoint.route.split("/")[0])
    return getattr(world, kind) if kind and "slug" in endpoint.arguments else None


def arguments_of(endpoint, world):
    if endpoint.name in BY_NAME:
        return BY_NAME[endpoint.name](world)
    return {name: value_of(name, endpoint, world) for name in endpoint.arguments}


def value_of(name, endpoint, world):
    if name == "slug":
        return thing_of(endpoint, world).slug
    if name not in MADE_UP:
        raise LookupError(f"{endpoint}: say in tests/permissions/samples.py what stands for <{name}>.")
    return MADE_UP[name]
