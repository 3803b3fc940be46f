"""What a constraint says of one field stands beside that field, and not above all of them."""

from django.core.exceptions import NON_FIELD_ERRORS


class BesideFields:
    """Before a ModelForm; `BESIDE` is {constraint: field}, and a field that the form has not says it above all."""

    BESIDE: dict = {}

    def _update_errors(self, errors):
        super()._update_errors(errors)
        said = self._errors.pop(NON_FIELD_ERRORS, [])
        constraints = {str(each.violation_error_message): each.name for each in self.instance._meta.constraints}
        for message in said:
            field = self.BESIDE.get(constraints.get(message))
            self.add_error(field if field in self.fields else None, message)
