"""Organisations of the network of Brescia that give no service of the directory: groups, offices, shops, from afar."""

from django.utils import timezone
from django.utils.text import slugify

from organizations.models import Location, Organization
from services.demo.values import key_of, shared
from territory.models import Quarter

SECTOR, LEVEL = Organization.Sector, Organization.Level
HERE = [  # (name, sector, what it does); one of each in a quarter, in turn
    ("Gruppo di cammino di {}", SECTOR.CITIZENS, "Due passi insieme, il martedì e il giovedì mattina."),
    ("Genitori in cortile di {}", SECTOR.CITIZENS, "Pomeriggi di gioco dopo la scuola, a turno."),
    ("Orti condivisi di {}", SECTOR.CITIZENS, "Coltiviamo un pezzo di terra in comune."),
    ("Scuola primaria di {}", SECTOR.PUBLIC, "Fa scuola, e apre la palestra al quartiere."),
    ("Bottega di {}", SECTOR.PRIVATE, "Porta la spesa a casa a chi non può uscire."),
    ("Bocciofila di {}", SECTOR.THIRD_SECTOR, "Bocce, carte e una cena al mese."),
]
FROM_AFAR = [
    ("Comunità montana della Valle Trompia", SECTOR.PUBLIC),
    ("Biblioteche della pianura", SECTOR.PUBLIC),
    ("Ufficio di piano della Valle Sabbia", SECTOR.PUBLIC),
    ("Fondazione Ponte sul Mella", SECTOR.THIRD_SECTOR),
    ("Banco alimentare del lago", SECTOR.THIRD_SECTOR),
    ("Cooperativa Filo di lana", SECTOR.THIRD_SECTOR),
    ("Officine Bresciane di Lumezzane", SECTOR.PRIVATE),
    ("Cascina didattica La Quercia", SECTOR.PRIVATE),
    ("Camminatori della Franciacorta", SECTOR.CITIZENS),
    ("Coro dei pendolari", SECTOR.CITIZENS),
]


def invent(municipality, count) -> list:
    """These organisations and the places of those that are here; the same whenever it is called."""
    made = [organization(name, sector, LEVEL.BEYOND, "Lavora anche a Brescia.") for name, sector in FROM_AFAR][:count]
    places = []
    quarters = list(Quarter.objects.filter(municipality=municipality).order_by("name"))
    for name, sector, words in HERE if quarters else ():
        for quarter in quarters[: max(count - len(made), 0)]:
            new = organization(name.format(quarter.name), sector, LEVEL.NEIGHBOURHOOD, words)
            made, places = [*made, new], [*places, place(new, quarter, municipality)]
    Organization.objects.bulk_create(made)
    Location.objects.bulk_create(places)
    return made


def organization(name, sector, level, words):
    slug = slugify(name)[:150]
    return Organization(
        id=key_of("network", slug),
        slug=slug,
        name=name,
        sector=sector,
        level=level,
        description=words,
        email=f"info@{slug}.example",
        last_modified=timezone.now(),
        **shared(slug),
    )


def place(organization, quarter, municipality):
    return Location(
        id=key_of("network place", organization.slug),
        organization=organization,
        name=f"Ritrovo a {quarter.name}",
        city=municipality.name,
        municipality=municipality,
        quarter=quarter,
        last_modified=timezone.now(),
    )
