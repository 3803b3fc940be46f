import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from tests.factories import UserFactory

from .doors import errors, heading, is_in, link_in, words

pytestmark = pytest.mark.django_db

ADDRESS = "/account/registrati/"
SENT = "/account/email/controlla/"


def filled(**other):
    return {"name": "Lucia Prandelli", "email": "lucia@example.org", "password1": "tre mele sul tavolo"} | other


def test_sign_up_asks_for_a_name_an_address_and_one_password(client):
    response = client.get(ADDRESS)

    fields = {name: field.widget.attrs.get("autocomplete") for name, field in response.context["form"].fields.items()}
    assert fields == {"name": "name", "email": "email", "password1": "new-password"}
    assert list(fields) == ["name", "email", "password1"]


def test_who_signs_up_is_in_once_the_link_in_the_mail_is_followed_and_confirmed(client, mailoutbox):
    response = client.post(ADDRESS, filled(next="/servizi/"))
    before = is_in(client)
    link = link_in(mailoutbox[0])
    shown = client.get(link)
    still_out = is_in(client)
    confirmed = client.post(link)

    assert (response.url, before, still_out) == (SENT, False, False)
    assert heading(shown) == "Conferma il tuo indirizzo"
    assert (confirmed.url, is_in(client)) == ("/servizi/", True)


def test_a_link_opened_elsewhere_confirms_and_lets_nobody_in(client, mailoutbox):
    client.post(ADDRESS, filled())
    elsewhere = type(client)()

    response = elsewhere.post(link_in(mailoutbox[0]))

    assert (response.url, is_in(elsewhere)) == ("/account/accedi/", False)
    assert EmailAddress.objects.get(email="lucia@example.org").verified


def test_the_mail_that_confirms_says_who_writes_why_and_what_to_do(client, mailoutbox, settings):
    settings.SITE_URL = "https://portale.example"

    client.post(ADDRESS, filled(), headers={"host": "localhost"})

    [mail] = mailoutbox
    assert (mail.subject, mail.to) == (
        "Il tuo accesso è quasi pronto: conferma l’indirizzo",
        ["lucia@example.org"],
    )
    assert mail.body.replace(link_in(mail), "/LINK/") == (
        "Ciao,\n\n"
        "qualcuno, forse tu, ha chiesto di usare questo indirizzo per entrare nel portale del Punto Comunità.\n\n"
        "Se eri tu, conferma da qui entro tre giorni:\n\n"
        "https://portale.example/LINK/\n\n"
        "Se non eri tu, non aprire il collegamento e non fare niente: senza conferma l’indirizzo non vale.\n\n"
        "--\nPunto Comunità\nhttps://portale.example"
    )


def test_a_known_and_an_unknown_address_are_answered_alike(client, mailoutbox):
    UserFactory(email="lucia@example.org")
    other = type(client)()

    known = [words(client.post(ADDRESS, filled())), words(client.get(SENT))]
    unknown = [words(other.post(ADDRESS, filled(email="maria@example.org"))), words(other.get(SENT))]

    as_known = [tuple(str(part).replace("maria@", "lucia@") for part in answer) for answer in unknown]
    assert [tuple(map(str, answer)) for answer in known] == as_known
    assert [mail.to for mail in mailoutbox] == [["lucia@example.org"], ["maria@example.org"]]
    assert [mail.subject for mail in mailoutbox] == [
        "Hai già un accesso con questo indirizzo",
        "Il tuo accesso è quasi pronto: conferma l’indirizzo",
    ]
    assert User.objects.count() == 2


def test_a_known_address_takes_the_time_of_hashing_too(client, monkeypatch):
    UserFactory(email="lucia@example.org")
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda user, password: hashed.append(password))

    client.post(ADDRESS, filled())

    assert hashed == ["tre mele sul tavolo"]


def test_the_mail_to_who_has_an_account_already_leads_in(client, mailoutbox, settings):
    settings.SITE_URL = "https://portale.example"
    UserFactory(email="lucia@example.org")

    client.post(ADDRESS, filled(), headers={"host": "localhost"})

    [mail] = mailoutbox
    assert [line for line in mail.body.splitlines() if line.startswith("http")] == [
        "https://portale.example/account/accedi/",
        "https://portale.example/account/password/dimenticata/",
        "https://portale.example",
    ]


@pytest.mark.parametrize(
    "name",
    ["Lucia", "Nguyễn Thị Minh Khai", "O’Brien-Rossi", "مریم رضایی", "نیک‌پندار", "李小龍", "D'Angelo", "a" * 120],
)
def test_a_name_is_kept_as_typed(client, name):
    client.post(ADDRESS, filled(name=name))

    assert User.objects.get().name == name


LINK = "Scrivi solo il nome, senza indirizzi Internet e senza barre."
INVISIBLE = "Nel nome c’è un carattere che non si vede: riscrivilo a mano."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Vinci su http://truffa.example", LINK),
        ("HTTPS truffa", LINK),
        ("Www.truffa.example", LINK),
        ("truffa.example/premio", LINK),
        ("Lucia\r\nBcc: tutti@example.org", INVISIBLE),
        ("Lucia\u202eaicuL", INVISIBLE),
        ("Lu\u0007cia", INVISIBLE),
        ("", "Scrivi come ti chiami."),
    ],
)
def test_a_name_that_would_carry_something_else_is_refused(client, name, said):
    response = client.post(ADDRESS, filled(name=name))

    assert errors(response) == {"name": [said]}


def test_a_name_is_bounded(client):
    assert list(errors(client.post(ADDRESS, filled(name="a" * 121)))) == ["name"]


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("undici-11ab", "La password è corta: usa almeno 12 caratteri."),
        ("a" * 513, "La password è troppo lunga: fermati a 512 caratteri."),
        ("luciaprandelli", "La password somiglia troppo al tuo nome o alla tua e-mail: scegli altre parole."),
        ("lucia@example.org", "La password somiglia troppo al tuo nome o alla tua e-mail: scegli altre parole."),
        (
            "passwordpassword",
            "Si indovina in fretta: mettici parole tue, che non c’entrano tra loro. Tre o quattro bastano.",
        ),
        ("", "Scegli una password."),
    ],
)
def test_a_password_that_does_not_protect_is_refused_with_what_to_do(client, password, said):
    response = client.post(ADDRESS, filled(password1=password))

    assert errors(response) == {"password1": [said]}
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["tremelesultavolo", "ò" * 3 + " zucca vento", "84736251409312", "zx7q" * 128])
def test_a_password_needs_no_signs_nor_figures_and_may_be_long(client, password):
    client.post(ADDRESS, filled(password1=password))

    assert User.objects.get().check_password(password)


def test_an_address_too_long_to_keep_is_refused(client):
    email = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".org"

    response = client.post(ADDRESS, filled(email=email))

    assert errors(response) == {"email": ["L’indirizzo è troppo lungo: controlla di averlo scritto bene."]}


def test_what_was_valid_is_kept_beside_an_error(client):
    response = client.post(ADDRESS, filled(password1="corta"))

    page = response.content.decode()
    assert 'value="Lucia Prandelli"' in page
    assert 'value="lucia@example.org"' in page
    assert "corta" not in page.replace("è corta", "")
    assert '<a href="#id_password1">Password</a>: La password è corta: usa almeno 12 caratteri.' in page
    assert 'id="id_password1_error">La password è corta' in page


def test_what_is_typed_is_shown_as_text(client):
    response = client.post(ADDRESS, filled(name="<b>Lucia</b>", password1="corta"))

    assert "<b>Lucia</b>" not in response.content.decode()
