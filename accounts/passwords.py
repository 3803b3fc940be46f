"""What a password must be beside hard to guess (`puntocomunita.passwords`): long, bounded, not one's own name."""

from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

LONGEST = 512  # nobody types or pastes more
not_too_long = MaxLengthValidator(LONGEST, _("La password è troppo lunga: fermati a %(limit_value)d caratteri."))


class LongEnough(MinimumLengthValidator):
    def get_error_message(self):
        message = ngettext(
            "La password è corta: usa almeno %d carattere.",
            "La password è corta: usa almeno %d caratteri.",
            self.min_length,
        )
        return message % self.min_length


class NotTooLong:
    def validate(self, password, user=None):
        not_too_long(password)

    def get_help_text(self):
        return gettext("Al massimo %d caratteri.") % LONGEST


class NotOnesOwnName(UserAttributeSimilarityValidator):
    def __init__(self):
        super().__init__(("name", "email"))

    def get_error_message(self):
        return gettext("La password somiglia troppo al tuo nome o alla tua e-mail: scegli altre parole.")
