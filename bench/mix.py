"""The named mix: searches as people make them, drawn from the directory itself, none twice.

| name               | share | asks                                                          |
| words and place    |  30 % | a phrase of the themes or of a name, and a place              |
| place and hours    |  15 % | a place, and a moment at which it must be open                |
| need, target, quarter | 20 % | terms of two taxonomies in a quarter                       |
| near, radius, open |  15 % | a circle of 500 m to 5 km, and a moment                       |
| words alone        |  16 % | a phrase, sometimes with a word more                          |
| nothing            |   4 % | the whole directory, page by page in each order               |

One in five has no place. A place is a point, a street with its town, a quarter, a town or a postal code.
"""

import datetime
import random
from urllib.parse import urlencode

from organizations.hours import local_now
from services.city.sources import Themes
from services.models import Listing
from territory.models import Municipality, PlaceName, PostalCode, Quarter

SHARES = {
    "words and place": 30,
    "place and hours": 15,
    "need, target, quarter": 20,
    "near, radius, open": 15,
    "words alone": 16,
    "nothing": 4,
}
WITHOUT_PLACE = ("words alone", "nothing")
HOURS = [(9, 0), (9, 30), (10, 0), (10, 30), (11, 15), (12, 0), (14, 30), (15, 0), (16, 0), (17, 30), (18, 30), (21, 0)]


class Mix:
    """Draws (name, parameters) pairs for one database; the same seed draws the same."""

    def __init__(self, seed=1):
        self.draw = random.Random(seed)
        themes = Themes(random.Random(seed)).by_taxonomy
        self.needs, self.targets = themes["need"], themes["target"]
        called = [said for name in ("need", "activity") for theme in themes[name] for said in theme.called]
        self.phrases = sorted(set(called))
        self.points = list(self._sample(Listing.objects.located()).values_list("latitude", "longitude"))
        names = self._sample(Listing.objects).values_list("name", flat=True)
        self.names = [word.lower() for name in names for word in name.split() if len(word) > 4 and word.isalpha()]
        self.streets = list(PlaceName.objects.filter(kind="street").values_list("name", "municipality__name")[:20_000])
        self.towns = list(Municipality.objects.values_list("slug", flat=True))
        self.quarters = list(Quarter.objects.values_list("slug", "municipality__slug"))
        self.codes = list(PostalCode.objects.values_list("code", flat=True))
        self.pages = 0

    def _sample(self, rows, size=5_000):
        """Rows evenly spread over the table."""
        last = Listing.objects.order_by("-id").values_list("id", flat=True)[0]
        return rows.filter(id__in=[self.draw.randrange(1, last + 1) for _ in range(size)]).order_by("id")

    def searches(self, count) -> list[tuple[str, str]]:
        """`count` distinct (name, query string) pairs in random order, each name with its share."""
        found, seen = [], set()
        for name, share in SHARES.items():
            wanted = round(count * share / 100)
            while wanted:
                query = urlencode(WAYS[name](self))
                if query not in seen:
                    seen.add(query)
                    found.append((name, query))
                    wanted -= 1
        self.draw.shuffle(found)
        return found

    # What is asked

    def words(self) -> str:
        draw = self.draw.random()
        if draw < 0.65:
            return self.draw.choice(self.phrases)
        if draw < 0.85:
            return f"{self.draw.choice(self.phrases)} {self.draw.choice(self.names)}"
        return self.draw.choice(self.names)

    def place(self) -> dict:
        kind = self.draw.choices(["point", "street", "quarter", "town", "code"], [30, 20, 25, 10, 15])[0]
        if kind == "point":
            return {"near": self.point()}
        if kind == "street":
            street, town = self.draw.choice(self.streets)
            return {"near": f"{street}, {town}"}
        if kind == "quarter":
            return self.quarter()
        if kind == "town":
            return {"municipality": self.draw.choice(self.towns)}
        return {"postal_code": self.draw.choice(self.codes)}

    def quarter(self) -> dict:
        quarter, town = self.draw.choice(self.quarters)
        return {"quarter": quarter, "municipality": town}

    def point(self) -> str:
        latitude, longitude = self.draw.choice(self.points)
        return f"{latitude + self.draw.gauss(0, 0.003):.5f},{longitude + self.draw.gauss(0, 0.004):.5f}"

    def moment(self) -> str:
        day = local_now().date() + datetime.timedelta(days=self.draw.randint(0, 20))
        hour, minute = self.draw.choice(HOURS)
        return f"{day}T{hour:02d}:{minute:02d}"

    # The six ways

    def words_and_place(self):
        return {"search": self.words()} | self.place()

    def place_and_hours(self):
        return self.place() | {"open_at": self.moment()}

    def need_target_quarter(self):
        need, target = self.draw.choice(self.needs), self.draw.choice(self.targets)
        wish = {"need": need.slug, "target": target.slug}
        if self.draw.random() < 0.3:
            wish[self.draw.choice(["free", "no_appointment", "wheelchair", "soft_entry"])] = "true"
        if self.draw.random() < 0.3:
            wish["per_page"] = self.draw.choice([10, 20, 50])
        return wish | self.quarter()

    def near_radius_open(self):
        radius = self.draw.choice([500, 800, 1000, 1500, 2000, 3000, 5000])
        return {"near": self.point(), "radius": radius, "open_at": self.moment()}

    def words_alone(self):
        said = self.words()
        return {"search": said if self.draw.random() < 0.7 else f"{said} {self.draw.choice(self.names)}"}

    def nothing(self):
        self.pages += 1
        order = self.draw.choice(["relevance", "relevance", "name", "verified"])
        return {"page": self.pages, "ordering": order}


WAYS = {
    "words and place": Mix.words_and_place,
    "place and hours": Mix.place_and_hours,
    "need, target, quarter": Mix.need_target_quarter,
    "near, radius, open": Mix.near_radius_open,
    "words alone": Mix.words_alone,
    "nothing": Mix.nothing,
}
