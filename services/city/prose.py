"""Names and descriptions: the words of a theme, set in sentences."""

import re

from .sources import listed, phrases, zipf

SERVICE_NAMES = [
    "{Said} a {quarter}",
    "{Said} {nickname}",
    "{Said} – {street}",
    "Sportello {said} {quarter}",
    "{Said} con {nickname}",
    "Spazio {nickname}: {said}",
    "{Activity}: {said}, {quarter}",
    "Gruppo {nickname} per {said}",
    "{Said} di {quarter}: {activity}",
    "{Said} {surname}",
    "Punto {said}, {street}",
    "Centro {nickname} – {said}",
]
ORGANIZATION_NAMES = [
    "Associazione {nickname}",
    "Cooperativa sociale {nickname}",
    "Circolo {nickname} di {quarter}",
    "Amici di {quarter}",
    "Fondazione {given} {surname}",
    "Parrocchia di {saint}",
    "Oratorio {saint}",
    "Comitato {street}",
    "Polisportiva {quarter} {nickname}",
    "Gruppo {nickname} {quarter}",
    "Casa {given} {surname}",
    "{nickname} – {surname} e amici",
    "Volontari {nickname} di {quarter}",
    "Centro sociale {given} {surname}",
    "Impresa sociale {nickname} {surname}",
]
ASSET_NAMES = ["{Said} {nickname}", "{Said} {quarter}", "{Said} {given} {surname}", "{Said} di {street}"]
SKILL_NAMES = ["{Said}, con {given}", "{given} offre: {said}", "{Said} a {quarter}, con {given}"]
SAINTS = ["San", "Santa"]


class Prose:
    """Draws every word from `draw`: the same seed writes the same text."""

    def __init__(self, draw, towards):
        self.draw = draw
        self.needs = towards["need"]
        self.need_weights = zipf(len(self.needs), 0.8)
        self.sections = phrases()
        self.lists = {name: listed(name) for name in ("given_names", "surnames", "nicknames", "streets")}

    def word(self, name) -> str:
        return self.draw.choice(self.lists[name])

    def line(self, section) -> str:
        return self.draw.choice(self.sections[section])

    def person(self) -> dict[str, str]:
        return {"given": self.word("given_names"), "surname": self.word("surnames")}

    def organization_name(self, quarter, street) -> str:
        given = self.word("given_names")
        saint = f"{'Santa' if given.endswith('a') else 'San'} {given}"
        return self.draw.choice(ORGANIZATION_NAMES).format(
            nickname=self.word("nicknames"), quarter=quarter.name, saint=saint, street=street, **self.person()
        )

    def organization_description(self, year) -> str:
        kind = self.line("organization")
        return f"{kind[0].upper()}{kind[1:]}. {self.line('mission')} {self.filled('born', year=year)}"

    def service_name(self, theme, activity, quarter, street) -> str:
        said = self.draw.choice(theme.called)
        return self.draw.choice(SERVICE_NAMES).format(
            said=said,
            Said=capital(said),
            activity=activity.name.lower(),
            Activity=activity.name,
            quarter=quarter.name,
            street=street,
            nickname=self.word("nicknames"),
            surname=self.word("surnames"),
        )

    def service_description(self, theme, targets) -> str:
        """The theme first, then what is found there, for whom, where and how: three to six sentences."""
        called = ", ".join(self.draw.sample(theme.called, min(2, len(theme.called))))
        sentences = [self.filled("need", phrase=called), self.filled("does")]
        sentences += [theme.description] if self.draw.random() < 0.5 else []
        rest = [
            self.filled("audience", target=" e ".join(target.name.lower() for target in targets) or "tutti"),
            self.filled("welcome", role=self.line("role"), **self.person()),
            self.filled("where", landmark=self.line("landmark")),
            self.line("access"),
            self.filled("also", phrase=self.draw.choice(self.another().called)),
            self.filled("born", year=self.draw.randint(1950, 2025)),
        ]
        return " ".join(capital(sentence) for sentence in sentences + self.draw.sample(rest, self.draw.randint(1, 3)))

    def another(self):
        """A theme mentioned in passing, as texts do."""
        return self.draw.choices(self.needs, cum_weights=self.need_weights)[0]

    def asset_name(self, kind, quarter, street, *, skill) -> str:
        said = self.draw.choice(kind.called)
        return self.draw.choice(SKILL_NAMES if skill else ASSET_NAMES).format(
            said=said,
            Said=capital(said),
            quarter=quarter.name,
            street=street,
            nickname=self.word("nicknames"),
            **self.person(),
        )

    def asset_description(self, kind, *, skill) -> str:
        if skill:
            return f"{kind.description} {self.line('skill')} {self.line('skill')}"
        return f"{kind.description} Ci trovi {self.line('park')} e {self.line('found')}, fra {self.line('material')}."

    def filled(self, section, **values) -> str:
        """A line of the section; `{found}` is drawn anew each time it stands there."""
        line = re.sub(r"\{found\}", lambda _: self.line("found"), self.line(section))
        born = {"origin": self.line("origin"), "small": self.draw.choice(["cinque", "sei", "otto", "dodici"])}
        number = self.draw.randint(30, 900)
        return line.format(**{**born, "number": number, "landmark": "", **values})


def capital(text) -> str:
    return text[:1].upper() + text[1:]
