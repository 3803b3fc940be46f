"""Long is not enough: what is known, and what this place would suggest, is refused too."""

import time

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from puntocomunita.passwords import Argon2Hasher, GuessableValidator, cores


def is_refused(password):
    try:
        validate_password(password)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(
    "password",
    [
        *(
            "password1234",
            "Password2026!",
            "qwerty123456",
            "passwordpassword",
            "iloveyou2026!!",
            "123456789012",
            "aaaaaaaaaaaa",
        ),
        *(
            "puntocomunita",
            "PuntoComunità2026",
            "brescia-brescia",
            "puntocomunita2026!",
            "Brescia.Punto.2026",
            "P4ssw0rd!!!!",
        ),
        *("volontariobrescia", "abcdefghijklm", "sportello-quartiere", "corta"),
    ],
)
def test_what_is_easy_to_guess_is_refused(password):
    assert is_refused(password)


@pytest.mark.parametrize(
    "password",
    [
        "tre parole qualunque",
        "cavallo graffetta pila",
        "più-tè-però-là",
        "x" * 3 + "tzqv wmlk-0",
        "ぱすわーどはながいほうがよい",
        "brescia ha tre laghi blu",
    ],
)
def test_any_composition_is_taken(password):
    assert not is_refused(password)


def test_known_passwords_are_more_than_three_thousand_as_long_as_ours():
    """Each of Django's 20,000 stands for all that are made from it by adding figures and signs."""
    known = [word for word in sorted(CommonPasswordValidator().passwords) if word.isalpha()][:3_500]
    validator = GuessableValidator()

    taken = [word for word in known if not refused_by(validator, word + "20261234!!!!")]

    assert (len(known) > 3_000, taken) == (True, [])


def refused_by(validator, password):
    try:
        validator.validate(password)
    except ValidationError:
        return True
    return False


def test_a_repeated_word_is_one_word():
    assert cores("ciaociao12") == {"ciaociao12", "ciaociao", "ciao"}


def test_passwords_are_kept_as_argon2id():
    from puntocomunita import settings as ours

    hasher = Argon2Hasher()

    kept = hasher.encode("una parola", hasher.salt())

    assert (kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$"), hasher.verify("una parola", kept)) == (True, True)
    assert ours.PASSWORD_HASHERS[0] == "puntocomunita.passwords.Argon2Hasher"


def test_a_flood_of_tries_does_not_keep_two_cores_busy():
    """59 addresses have ten wrong tries a minute each: together they may take a fifth of one core."""
    hasher = Argon2Hasher()
    salt, began = hasher.salt(), time.process_time()

    for _ in range(10):
        hasher.encode("una parola", salt)

    assert (time.process_time() - began) / 10 * 590 < 0.4 * 120
