from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """What signing up asks beyond e-mail and password."""

    name = forms.CharField(label=_("Come ti chiami"), max_length=120)

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save()
