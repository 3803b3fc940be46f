"""One import from start to end: read all into the spool, write what is good, rebuild the search rows."""

import json
import uuid
from collections import defaultdict

from django.utils import timezone

from services import listings
from services.hsds import fields
from services.merging.following import moved_keys

from . import own, own_things, writing
from .at_locations import ServicesAtLocations
from .cells import Cells, Refused
from .cleaning import Unreadable
from .files import NotReadable, encoding_of, leading_keys
from .identity import Identities
from .locations import Locations
from .nested import NestedFeed
from .organizations import Organizations
from .places import Territory
from .report import Report
from .running import keep_others_out, run
from .services import Services
from .tabular import TabularFeed
from .terms import Terms

STAGES = (Organizations, Locations, Services, ServicesAtLocations, own_things.CommunityPoints, own_things.Assets)
_TABLES = [table for table in vars(fields).values() if isinstance(table, fields.Table)]
OWN_KEYS = {
    table.name: {
        *table.columns,
        *table.lists,
        *table.inside,
        "opening_hours",
        "quarter",
        "zone",
        "partner_ids",
        "quarters",
    }
    for table in _TABLES
}


class Feed:
    """What the parts of one import share.

    `exact` is for our own export: nothing is repaired, everything comes back as it was.
    """

    def __init__(self, spool, source, report, exact=False):
        self.spool, self.report, self.exact = spool, report, exact
        self.identities = Identities(source)
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.territory = Territory()
        self.terms = Terms(self)
        self.changed = defaultdict(set)  # kind → ids whose search rows must be built again

    def cells(self, record):
        return Cells(record, self.report, self.exact)

    def uuid(self, text):
        return uuid.UUID(str(text))

    def each(self, records, values_of):
        """`[(record, values)]`; a record that is refused is reported and left out."""
        wanted = []
        for record in records:
            try:
                wanted.append((record, values_of(record)))
            except Refused as refused:
                self.report.refuse(record.kind, record.place, refused.field, refused.reason)
            except Unreadable as error:  # deep inside, where a text was expected
                self.report.refuse(record.kind, record.place, "", str(error))
        return wanted


def import_feed(path, *, source="", dry_run=False, report=None, progress=lambda kind, done, total: None):
    """Import a file or folder; the Report says what happened. Raises NotReadable when it is no HSDS at all.

    All of it is one transaction: killed half-way, nothing has happened. `progress(kind, done, total)`.
    """
    report, source = report or Report(), source or source_of(path)

    def bring_in(spool):
        feed = read(path, spool, source, report)
        if not len(spool):
            raise NotReadable(f"in {path.name} non c’è niente da leggere")
        write(feed, progress)

    run(bring_in, told=f"import_hsds {source}", dry_run=dry_run, report=report)
    return report


def read(path, spool, source, report):
    """The Feed of a path, with everything that was read on its spool."""
    identities = Identities(source)
    if path.is_dir():
        exact = package_of(path).get("name") == own.PACKAGE
        read_folder(path, spool, identities, report, exact)
        return Feed(spool, source, report, exact)
    if path.suffix.lower() == ".csv":
        raise NotReadable(f"{path.name} è una tabella sola: indica la cartella che la contiene, o usa import_csv")
    keys = leading_keys(path)
    exact = "total_items" in keys and keys[-1] == "municipalities"  # only our own export begins with them
    if keys and keys[0].endswith(".csv"):
        TabularFeed(spool, identities, report, OWN_KEYS).read_json(path)
    else:
        NestedFeed(spool, identities, report, OWN_KEYS, exact).read_file(path)
    return Feed(spool, source, report, exact)


def read_folder(folder, spool, identities, report, exact):
    if exact:
        return own.OwnTables(spool, report).read_folder(folder)
    tables = [path for path in folder.iterdir() if path.suffix.lower() in (".csv", ".tsv")]
    documents = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".json")
    if tables:
        return TabularFeed(spool, identities, report, OWN_KEYS).read_folder(folder)
    nested = NestedFeed(spool, identities, report, OWN_KEYS)
    for path in documents:
        if path.name != "datapackage.json":
            nested.read_file(path)
    return None


def source_of(path):
    """The publisher that `datapackage.json` names, else the folder's name."""
    folder = path if path.is_dir() else path.parent
    return publisher_of(package_of(folder)) or folder.resolve().name


def package_of(folder):
    package = folder / "datapackage.json"
    if not package.exists():
        return {}
    try:
        found = json.loads(package.read_text(encoding=encoding_of(package)))
    except ValueError as error:
        raise NotReadable(f"datapackage.json non è JSON: {error}") from error
    return found if isinstance(found, dict) else {}


def publisher_of(package):
    """A text, an object with `name` or `title`, or the contributor whose role is publisher."""
    people = [package.get("publisher"), *(package.get("publishers") or [])]
    people += [c for c in package.get("contributors") or [] if c.get("role") == "publisher"]
    for person in people:
        name = person if isinstance(person, str) else (person or {}).get("name") or (person or {}).get("title")
        if name:
            return name.strip()
    return ""


def write(feed, progress):
    """Everything on the spool, in the order in which things stand on each other."""
    for place in feed.spool.rename(moved_keys()):
        feed.report.notice(place, "qui è una cosa sola con un’altra scheda del file: vale quella")
    for place, column in feed.spool.orphans():
        feed.report.problem(place, column, "quello a cui appartiene non è nel file")
    own_things.write_territory(feed)
    feed.terms.write()
    for stage in STAGES:
        write_stage(stage(feed), feed, progress)
    refresh(feed, progress)


def write_stage(stage, feed, progress):
    done, total = 0, feed.spool.count(stage.kind)
    for records in feed.spool.read(stage.kind):
        keep_others_out(stage.model, records)
        prepared = stage.prepare(records)
        for one in writing.write_each(prepared, stage.write, feed.report):
            if one.new or one.changed:
                note(feed, stage.kind, one)
        done += len(records)
        progress(stage.kind, done, total)
    if hasattr(stage, "finish"):
        stage.finish()


def note(feed, kind, one):
    """Remember whose search rows must be built again."""
    if kind == "service_at_location":
        feed.changed["service"].add(str(one.instance.service_id))
    elif kind in ("organization", "location"):
        if not one.new:
            feed.changed[kind].add(one.record.id)
    else:
        feed.changed[kind].add(one.record.id)


def refresh(feed, progress):
    """Rebuild the search rows of what changed, however many, in the same transaction."""
    changed = feed.changed
    wanted = listings.around(changed["organization"], changed["location"])
    for kind in wanted:
        wanted[kind] = sorted({*map(str, wanted[kind]), *changed[kind]})
    total = sum(map(len, wanted.values()))
    if total:
        listings.rebuild_all(wanted, lambda done: progress("listing", done, total))
