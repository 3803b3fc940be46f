"""Times the pages of figures on a year of a busy network, and counts their queries.

On a database of its own: manage.py migrate, load_demo, generate_desk_year --year 2023, publish_statistics; then
python -m bench.desk 2023. Fails where a page takes longer, or asks more, than it may.
"""

import os
import statistics
import sys
import time

RUNS = 20
MOST_MILLISECONDS, MOST_QUERIES = 300, 15


def main(year):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puntocomunita.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    measured = [measure(*page) for page in pages(year)]
    print("| page | median ms | queries |\n| --- | ---: | ---: |")
    for url, milliseconds, queries in measured:
        print(f"| `{url}` | {milliseconds:.0f} | {queries} |")
    return all(each[1] < MOST_MILLISECONDS and each[2] <= MOST_QUERIES for each in measured)


def pages(year):
    """(client, url): the busiest desk and the city, as those see them who may."""
    from django.db.models import Count

    from accounts.access import Role
    from helpdesk.models import Enquiry
    from organizations.models import Mandate

    days = f"?dal={year}-01-01&al={year}-12-31"
    desks = Enquiry.objects.filter(day__year=year).order_by().values("community_point__slug").annotate(n=Count("pk"))
    busiest = desks.order_by("-n").first()["community_point__slug"]
    direction = signed_in(Mandate.objects.filter(role=Role.DIRECTION).first().user)
    return [
        (direction, f"/sportello/dati/{days}"),
        (direction, f"/sportello/{busiest}/dati/{days}"),
        (direction, f"/sportello/{busiest}/dati/{days}&formato=xlsx"),
        (direction, f"/dati/sportelli/?anno={year}"),
        (direction, f"/dati/sportelli/{busiest}/{year}/"),
        (direction, f"/dati/sportelli/{busiest}/{year}/rapporto.pdf"),
        (direction, "/dati/sportelli/vicinanza/?giorno=1&ora=10"),
        (direction, f"/api/statistics?year={year}"),
    ]


def signed_in(user):
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client


def measure(client, url):
    """(address, median of the times in milliseconds, queries)."""
    from django.db import connection

    queries = []

    def counted(execute, sql, *args):
        queries.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(counted):
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return url, statistics.median(timed(client, url) for _run in range(RUNS)), len(queries)


def timed(client, url):
    from helpdesk.figures.paper import drawn

    drawn.cache_clear()  # the first who asks for a report waits the longest
    start = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - start) * 1_000


if __name__ == "__main__":
    sys.exit(0 if main(int(sys.argv[1])) else 1)
