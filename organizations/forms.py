"""What is asked of who invites, keeps and takes up."""

import datetime

from allauth.account.adapter import get_adapter
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Role
from accounts.forms import NameForm
from accounts.models import User

from .models import Invitation, Mandate, OrganizationMember
from .models.people import IN_AN_ORGANIZATION, choices, of_place

FURTHEST = datetime.timedelta(days=3653)


def furthest():
    return timezone.localdate() + FURTHEST


def last_day_field(label, help_text):
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(timezone.localdate, _("Questo giorno è passato: scegline uno da oggi in poi.")),
            MaxValueValidator(furthest, _("È troppo lontano: scegli un giorno entro dieci anni, poi si prolunga.")),
        ],
        error_messages={"invalid": _("Scrivi un giorno che esiste, per esempio 31/12/2027.")},
    )


class InviteForm(forms.Form):
    """`roles` are those that may be offered at the place."""

    email = forms.EmailField(
        label=_("E-mail di chi inviti"),
        help_text=_("Le mandiamo un collegamento che vale sette giorni."),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Scrivi l’indirizzo e-mail di chi vuoi invitare."),
            "invalid": _("Controlla l’indirizzo: deve essere come nome@esempio.it."),
        },
    )
    role = forms.ChoiceField(
        label=_("Che cosa farà"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli che cosa farà."), "invalid_choice": _("Scegli una delle voci.")},
    )
    until = last_day_field(
        _("Ultimo giorno (se c’è)"), _("Senza un ultimo giorno l’incarico resta finché qualcuno lo chiude.")
    )

    def __init__(self, *args, place, roles, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.place = place
        self.fields["role"].choices = choices(roles)
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value
        if set(roles) <= set(IN_AN_ORGANIZATION):
            del self.fields["until"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean(self):
        email, role = self.cleaned_data.get("email"), self.cleaned_data.get("role")
        if email and role:
            if self.holds(email, role):
                self.add_error("email", _("Chi legge questo indirizzo lo fa già: non serve invitarlo."))
            elif Invitation.objects.pending().filter(email=email, role=role, **of_place(self.place)).exists():
                self.add_error(
                    "email", _("L’invito c’è già e aspetta una risposta: puoi mandarlo di nuovo dall’elenco.")
                )

    def holds(self, email, role):
        """Whether they have the role already; an owner also is what an editor is."""
        if role in IN_AN_ORGANIZATION:
            enough = {role, Role.OWNER}
            return OrganizationMember.objects.filter(
                user__email__iexact=email, role__in=enough, organization=self.place
            ).exists()
        return Mandate.objects.current().holding(role, email).filter(**of_place(self.place)).exists()


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Che cosa fa"),
        choices=choices(IN_AN_ORGANIZATION),
        widget=forms.RadioSelect,
        error_messages={"required": _("Scegli che cosa fa."), "invalid_choice": _("Scegli una delle due voci.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class LastDayForm(forms.Form):
    last_day = last_day_field(
        _("Ultimo giorno"), _("Scegli un giorno da oggi in poi. Se lo lasci vuoto, l’incarico non ha scadenza.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class NewAccountForm(NameForm):
    """An account for whoever opened an invitation: its address is known already."""

    password = forms.CharField(
        label=_("Scegli una password"),
        help_text=_("Almeno 12 caratteri. Bastano quattro parole che non c’entrano una con l’altra."),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": _("Scegli una password.")},
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.email = email
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["name"].error_messages["required"] = _("Scrivi come ti chiami.")

    def clean(self):
        """As when signing up: the password is compared with the name and the address."""
        name, password = self.cleaned_data.get("name", ""), self.cleaned_data.get("password")
        if password:
            try:
                get_adapter().clean_password(password, user=User(email=self.email, name=name))
            except forms.ValidationError as error:
                self.add_error("password", error)
