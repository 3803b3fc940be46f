"""Demo content as a person writes it: sheets of text, a title and then `key: value` lines.

## Pacco spesa del sabato
da: emporio-la-dispensa
breve: Una borsa di spesa per la settimana.
  Una riga che comincia con due spazi continua quella sopra.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


class Sheet(dict):
    """The lines of one sheet; a missing key is "", and one that nobody reads is an error (see `unread`)."""

    def __init__(self, title):
        super().__init__(title=title)
        self.read = {"title"}

    def __missing__(self, key):
        return ""

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)

    def many(self, key, separator=","):
        return [part.strip() for part in self[key].split(separator) if part.strip()]

    @property
    def unread(self):
        return sorted(set(self) - self.read)


def sheets(*names):
    """The sheets of the files, in their order; a pattern such as `services/*.txt` names several."""
    paths = [path for name in names for path in sorted(FOLDER.glob(name))]
    return [sheet for path in paths for sheet in parse(path.read_text(encoding="utf-8"))]


def parse(text):
    found = []
    for line in text.splitlines():
        if line.startswith("## "):
            found.append(Sheet(line[3:].strip()))
        elif line.startswith("  ") and line.strip():
            key = next(reversed(found[-1]))
            found[-1][key] = f"{found[-1].get(key)} {line.strip()}"
        elif line.strip():
            key, _, value = line.partition(":")
            found[-1][key.strip()] = value.strip()
    return found
