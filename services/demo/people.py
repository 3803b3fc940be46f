"""The five people of the demo (CONTRACT); everybody else in the demo has no account."""

from accounts.models import User

DOMAIN = "demo.puntocomunita.example"
PASSWORD = "punto-demo"
PEOPLE = {
    "cittadina": "Fatima Benali",
    "volontario": "Luca Zani",
    "coordinatrice": "Marta Ghidini",
    "referente": "Paolo Scalvini",
    "direzione": "Elena Bonomi",
}


def load_people():
    """Creates who is missing; nobody's name or password is changed again. Returns how many it created."""
    emails = {f"{who}@{DOMAIN}": name for who, name in PEOPLE.items()}
    known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    missing = {email: name for email, name in emails.items() if email not in known}
    for email, name in missing.items():
        User.objects.create_user(email, PASSWORD, name=name, is_staff=email.startswith("direzione@"))
    return len(missing)
