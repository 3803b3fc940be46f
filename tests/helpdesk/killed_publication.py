"""Publications that are killed: python -m tests.helpdesk.killed_publication

publishes in children that kill themselves before their commit, before their first, second, third … statement; each goes
on from what the one before has left, and once that is a year more, they begin again. The last is not killed. It prints
a line for each: the moment, what ended the child, and how many cells of each year are out.
"""

import json
import os
import signal
from collections import Counter
from itertools import chain, count

from django.core.management import call_command
from django.db import connection

from tests.services.killed_import import die_at


def main():
    out, ended, moments = {}, signal.SIGKILL, moments_to_die()
    while ended:
        moment, before = next(moments), out
        ended, out = ended_by(moment), cells_by_year()
        print(json.dumps([moment, ended, out]), flush=True)
        moments = moments if out == before else moments_to_die()


def moments_to_die():
    return chain(["commit"], count(1))


def ended_by(moment):
    connection.close()
    child = os.fork()
    if not child:
        die_at(moment)
        call_command("publish_statistics", verbosity=0)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def cells_by_year():
    from helpdesk.models import PublishedCell

    return Counter(cell.period.lower.year for cell in PublishedCell.objects.all())


if __name__ == "__main__":
    import django

    django.setup()
    main()
