"""A form that shows what another saved in between, beside what was typed; saving again is to have read it."""

from community.revising import WrittenMeanwhile


class RevisedView:
    """Of a FormView whose form is `Revised`; `save(form)` writes and answers."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"as_it_is": ()} | kwargs)

    def form_valid(self, form):
        try:
            return self.save(form)
        except WrittenMeanwhile:
            return self.ask_again()

    def ask_again(self):
        told = self.get_form_kwargs()
        typed = told["data"].copy()
        typed["revision"] = told["instance"].revision
        form = self.get_form_class()(**told | {"data": typed})
        form.is_valid()
        return self.render_to_response(self.get_context_data(form=form, as_it_is=form.as_it_is()), status=409)
