"""How passwords are kept, and which are refused although they are long: known ones made longer, words of this place."""

import itertools
import re

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# None is the beginning of another with the rest a word too, so that there is one way to read a text.
WORDS_OF_THIS_PLACE = ["punto", "punti", "comunita", "brescia", "sportello", "quartiere", "portale", "volontario"]
WORDS_OF_THIS_PLACE += ["volontaria", "coordinatrice", "coordinatore", "direzione", "password", "benvenuto"]
ONLY_SUCH_WORDS = re.compile(f"(?:{'|'.join(WORDS_OF_THIS_PLACE)}|[^a-z])+")
PLAIN = str.maketrans("àèéìòù@$0134578", "aeeiouasoleastb")
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id as OWASP asks for it: 19 MiB, two rounds.

    Django's PBKDF2 takes half a second of a core, so that sixty addresses, each within its limit, kept two cores
    from doing anything else.
    """

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1


class GuessableValidator:
    """Refuses what is left of a password when doublings and the figures and signs around it are taken away.

    Known ones are Django's 20,000, which come from real breaches.
    """

    def __init__(self):
        self.known = CommonPasswordValidator().passwords

    def validate(self, password, user=None):
        if any(self.is_known(core) for core in cores(password.lower().strip())):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def is_known(self, core):
        plain = core.translate(PLAIN)
        of_this_place = plain.isascii() and re.search("[a-z]", plain) and ONLY_SUCH_WORDS.fullmatch(plain)
        return core in self.known or is_run(core) or bool(of_this_place)

    def get_help_text(self):
        return _("Si indovina in fretta: mettici parole tue, che non c’entrano tra loro. Tre o quattro bastano.")


def cores(password):
    """The password, and without its edges, each also as what it repeats; never the empty one."""
    whole = {password, EDGES.sub("", password)}
    return {text[: unit_of(text)] for text in whole if text} | {text for text in whole if text}


def unit_of(text):
    """How long the piece is that the text repeats: 4 for "ciaociaociao"."""
    return (text + text).find(text, 1)


def is_run(text):
    """Each sign as far from the one before: "123456789012", "aaaa"."""
    return len(text) > 3 and len({(ord(after) - ord(before)) % 10 for before, after in itertools.pairwise(text)}) == 1
