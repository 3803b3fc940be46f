"""`manage.py invite EMAIL --role direction --place brescia`: how the first people of a new installation come in."""

from django.core.management.base import BaseCommand, CommandError

from accounts.access import Role
from organizations.actions import invite
from organizations.forms import InviteForm
from organizations.invitations import address_of
from organizations.models import CommunityPoint, Organization
from organizations.models.people import AT_A_POINT, FOR_A_CITY, IN_AN_ORGANIZATION
from territory.models import Municipality

ROLES = [*FOR_A_CITY, *AT_A_POINT, *IN_AN_ORGANIZATION]
PLACES = [(IN_AN_ORGANIZATION, Organization), (AT_A_POINT, CommunityPoint), (FOR_A_CITY, Municipality)]


class Command(BaseCommand):
    help = (
        "Invita una persona: manda il messaggio e scrive qui il collegamento, che vale sette giorni e una volta sola."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--role", required=True, help=", ".join(ROLES))
        parser.add_argument("--place", required=True, help="come si chiama nel suo indirizzo, per esempio brescia")
        parser.add_argument("--until", default="", help="ultimo giorno dell’incarico, per esempio 31/12/2027")

    def handle(self, *, email, role, place, until, **options):
        if role not in ROLES:
            raise CommandError(f"Il ruolo «{role}» non c’è: scegli fra {', '.join(ROLES)}.")
        where = place_for(Role(role), place)
        form = InviteForm({"email": email, "role": role, "until": until}, place=where, roles=[Role(role)])
        if not form.is_valid():
            raise CommandError(" ".join(text for texts in form.errors.values() for text in texts))
        _invitation, secret, left = invite(by=None, place=where, **form.cleaned_data)
        self.stdout.write(address_of(secret))
        self.stderr.write(
            f"Messaggio mandato a {email}." if left else "Il messaggio non è partito: manda tu il collegamento."
        )


def place_for(role, slug):
    model = next(model for roles, model in PLACES if role in roles)
    try:
        return model.objects.get(slug=slug)
    except model.DoesNotExist as error:
        known = ", ".join(model.objects.values_list("slug", flat=True)[:10]) or "ancora nessuno"
        how = " I comuni arrivano con i loro quartieri: manage.py import_places." if model is Municipality else ""
        raise CommandError(f"Non trovo «{slug}» fra: {known}.{how}") from error
