"""What an import did and what it could not take, one line a problem, in plain Italian."""

from collections import Counter
from dataclasses import dataclass

ADDED, CHANGED, SAME, REFUSED = "added", "changed", "same", "refused"
KEPT_PROBLEMS = 10_000  # beyond these the lines are still written, but no longer held in memory

KINDS = {
    "taxonomy": "tassonomie",
    "taxonomy_term": "termini",
    "organization": "organizzazioni",
    "location": "luoghi",
    "service": "servizi",
    "service_at_location": "servizi in un luogo",
    "asset": "risorse",
    "community_point": "Punti Comunità",
    "listing": "ricerca",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the feed something stands; `row` counts as a spreadsheet does, 0 when there is none."""

    file: str
    row: int = 0

    def __str__(self):
        return f"{self.file}, riga {self.row}" if self.row else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    place: Place
    field: str
    reason: str

    def __str__(self):
        return f"{self.place}, {self.field}: {self.reason}" if self.field else f"{self.place}: {self.reason}"


class Report:
    """Counts of rows by kind and outcome, and the problems; `tell` gets every line as it happens.

    A problem is something of a row that did not go in: it makes the exit code 3. A notice (a column
    nobody knows) does not.
    """

    def __init__(self, tell=lambda line: None):
        self.tell = tell
        self.forget()

    def forget(self):
        self.problems, self.said, self.problem_count = [], set(), 0
        self.notices = []
        self.rows = Counter()

    def begin_again(self):
        """What was said so far holds no longer: the import starts afresh."""
        self.forget()
        self.tell("Una modifica si è incrociata con l’importazione: si ricomincia da capo.")

    def problem(self, place, field, reason):
        """The same line is said once, though a row may hang on several things."""
        problem = Problem(place, field, reason)
        if problem in self.said:
            return
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)
            self.said.add(problem)
        self.tell(str(problem))

    def refuse(self, kind, place, field, reason):
        """A whole row that stays out."""
        self.count(kind, REFUSED)
        self.problem(place, field, reason)

    def notice(self, place, text):
        line = f"{place}: {text}"
        if line not in self.notices:
            self.notices.append(line)
            self.tell(line)

    def count(self, kind, outcome, number=1):
        self.rows[kind, outcome] += number

    def total(self, *outcomes):
        return sum(number for (_, outcome), number in self.rows.items() if outcome in outcomes)

    @property
    def exit_code(self):
        """0 all in, 3 something reported, 1 nothing in."""
        if not self.total(ADDED, CHANGED, SAME):
            return 1
        return 3 if self.problem_count else 0

    def summary(self):
        """Lines: one for each kind of row, then the changes in all, then the problems."""
        lines = [
            self._kind_line(kind) for kind in KINDS if any(self.rows[kind, o] for o in (ADDED, CHANGED, SAME, REFUSED))
        ]
        lines.append(
            f"{self.total(ADDED)} nuovi, {self.total(CHANGED)} cambiati ({self.total(ADDED, CHANGED)} changed)"
        )
        lines.append(f"{self.problem_count} problemi, {self.total(REFUSED)} righe non prese")
        return lines

    def _kind_line(self, kind):
        added, changed, same, refused = (self.rows[kind, o] for o in (ADDED, CHANGED, SAME, REFUSED))
        return f"{KINDS[kind]}: {added} nuovi, {changed} cambiati, {same} uguali, {refused} non presi"
