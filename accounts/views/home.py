from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.access import ADMINISTER, OWN_ACCOUNT, SETTLE_IN, access, lacks_second_factor, rule_of
from accounts.forms import NameForm

SOON = timedelta(days=60)


@access(SETTLE_IN)
class HomeView(TemplateView):
    """Who one is, what one is where, and the way to all the rest; three queries beside the person's roles."""

    template_name = "account/home.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        places = ["municipality", "community_point__location__municipality"]
        mandates = user.mandates.select_related(*places).order_by("-term")
        memberships = user.memberships.select_related("organization").order_by("organization__name")
        return super().get_context_data(
            mandates=[shown_mandate(each) for each in mandates],
            memberships=[shown_membership(each) for each in memberships],
            needs_second_factor=lacks_second_factor(user),
            administers=ADMINISTER.allows(user),
            **kwargs,
        )


def shown_mandate(mandate):
    """How a mandate stands today, how many days it still has when they are few, and the doors it opens."""
    today, last_day = timezone.localdate(), mandate.last_day
    stands = "ended" if last_day and last_day < today else "ahead" if mandate.term.lower > today else "current"
    few = stands == "current" and last_day is not None and last_day - today <= SOON
    return {
        "mandate": mandate,
        "stands": stands,
        "days_left": (last_day - today).days if few else None,
        "doors": doors_of(mandate) if stands == "current" else [],
    }


def shown_membership(membership):
    name = "organizations:organization_people"
    return {"membership": membership, "people_url": open_to(membership.role, name, membership.organization)}


def doors_of(mandate):
    """(words, address) of where one works, as the rules of those pages say."""
    place = mandate.place
    city = mandate.municipality or place.location.municipality
    people = "community_point_people" if mandate.community_point_id else "municipality_people"
    doors = [
        (_("Sportello"), "helpdesk:today", place),
        (_("Persone"), f"organizations:{people}", place),
        (_("Che cosa aspetta nell’elenco"), "services:review"),
        (_("Che cosa aspetta nella comunità"), "community:waiting", city),
        (_("Giri di mappatura"), "services:campaign_list"),
        (_("La rete"), "network:network_detail", city),
    ]
    opened = [(words, open_to(mandate.role, name, *of)) for words, name, *of in doors]
    return [(words, url) for words, url in opened if url]


def open_to(role, name, *places):
    """The address of a page of that place, or nothing where its rule does not name the role held there."""
    url = reverse(name, args=[place.slug for place in places])
    rule = rule_of(resolve(url).func)
    return url if rule.is_public or role in rule.roles else ""


@access(OWN_ACCOUNT)
class PersonView(FormView):
    """One's own name."""

    template_name = "account/person.html"
    form_class = NameForm

    def get_initial(self):
        return {"name": self.request.user.name}

    def form_valid(self, form):
        user = self.request.user
        user.name = form.cleaned_data["name"]
        user.save(update_fields=["name"])
        messages.success(self.request, _("Fatto: adesso ti chiami %(name)s.") % {"name": user.name})
        return redirect("account_home")
