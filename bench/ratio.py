"""The API beside the best SQL for the same answer: one process, one driver, search by search."""

import json
import statistics
import time
from contextlib import closing
from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from services.search import ListingSearch
from services.search.matching import BOUND

from . import databases
from .sql import TREES, BestSQL

PATH = "/api/listings"


class InProcess:
    """The whole portal, called as gunicorn calls it."""

    def __init__(self):
        self.handler = WSGIHandler()

    def get(self, query) -> tuple[int, bytes]:
        seen = []
        environment = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": PATH,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
            "REMOTE_ADDR": "127.0.0.1",
        }
        response = self.handler(environment, lambda status, headers: seen.append(status))
        with closing(response):
            return int(seen[0].split()[0]), b"".join(response)


def compare(size, searches, tell) -> dict:
    """Median and total of API time / SQL time over these (name, query) pairs, and where the answers differ."""
    databases.use(size)
    portal, rows, differences = InProcess(), [], []
    with closing(databases.connect(size)) as link, link.cursor() as cursor:
        link.autocommit = True
        for name, query in searches:
            portal.get(query)  # both find the pages of the database in memory
            api, (status, body) = timed(lambda query=query: portal.get(query))
            search = ListingSearch(QueryDict(query))
            sql, (total, texts) = timed(lambda search=search: BestSQL(search).answer(cursor))
            if status == 200 and (total or not json.loads(body)["total_items"]):  # SQL relaxes nothing
                rows.append((name, api, sql))
                differences += _differences(query, json.loads(body), total, texts)
    for difference in differences[:5]:
        tell(f"differs: {difference}")
    return _summary(rows) | {"differences": len(differences)}


def timed(run):
    start = time.perf_counter()
    answer = run()
    return time.perf_counter() - start, answer


def _summary(rows) -> dict:
    names = sorted({name for name, _, _ in rows})
    return {
        "searches": len(rows),
        "median ratio": round(statistics.median(api / sql for _, api, sql in rows), 2),
        "total ratio": round(sum(api for _, api, _ in rows) / sum(sql for _, _, sql in rows), 2),
        "api ms": round(statistics.median(api for _, api, _ in rows) * 1000, 1),
        "sql ms": round(statistics.median(sql for _, _, sql in rows) * 1000, 1),
        "by name": {name: _of_name([row for row in rows if row[0] == name]) for name in names},
    }


def _of_name(rows) -> dict:
    return {
        "median ratio": round(statistics.median(api / sql for _, api, sql in rows), 2),
        "api ms": round(statistics.median(api for _, api, _ in rows) * 1000, 1),
        "sql ms": round(statistics.median(sql for _, _, sql in rows) * 1000, 1),
    }


def _differences(query, said, total, texts):
    """Totals always; ids and facets where they are exact."""
    if said["total_items"] != total:
        yield f"{query}: {said['total_items']} in all, SQL {total}"
        return
    answers = [json.loads(text) for text in texts]
    if total > BOUND:
        return
    mine = [card["id"] for card in answers[0]["contents"]]
    if [card["id"] for card in said["contents"]] != mine:
        yield f"{query}: other listings, or another order"
    for tree in TREES:
        theirs = {value["value"]: value["count"] for value in said["facets"][tree] if value["count"]}
        ours = {value["value"]: value["count"] for value in answers[0]["facets"][tree] or ()}
        if theirs != ours:
            yield f"{query}: facet {tree}: {sorted(theirs.items() ^ ours.items())[:4]}"


def queries(size, searches) -> dict[str, list[int]]:
    """{name: how many queries a request asks, fewest and most}, with pages of 10 and of 100."""
    databases.use(size)
    portal, counts = InProcess(), {}
    connection.ensure_connection()
    for name, query in searches:
        for per_page in (10, 100):
            with CaptureQueriesContext(connection) as asked:
                portal.get(f"{query}&per_page={per_page}" if "per_page" not in query else query)
            counts.setdefault(name, set()).add(len(asked))
    return {name: [min(found), max(found)] for name, found in sorted(counts.items())}
