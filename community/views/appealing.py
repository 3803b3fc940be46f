"""To ask that an application that was not admitted be looked at again: by who applied, or by a desk for them."""

from django.contrib import messages
from django.utils.translation import gettext as _

from community.calls import actions
from community.calls.forms import AppealForm


class Appealing:
    """Of a view with `application`, `back()`, and `not_said(form)` for an appeal without its reason."""

    def appeal(self):
        form = AppealForm(self.request.POST)
        if not form.is_valid():
            return self.not_said(form)
        try:
            actions.appeal(application=self.application, words=form.cleaned_data["words"])
        except actions.Settled:
            messages.warning(self.request, _("Non si può più chiedere di riguardarla."))
        else:
            messages.success(self.request, _("Chiesto: la riguardano prima di fare la graduatoria."))
        return self.back()
