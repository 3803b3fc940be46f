"""Sends one issue of the bulletin to many readers through a real mail server, and kills the sender at random.

On a database of its own with a member in a network (manage.py migrate, load_demo):
python -m bench.bulletin --readers 5000 --kills 10. Prints what was received, and fails where a reader has no mail, or
more mails came twice than the sender was killed, or with another Message-ID.
"""

import argparse
import datetime
import json
import mailbox
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path


def main():
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder:
        box = Path(folder) / "posta"
        with mail_server(box) as port:
            ready(port)
            prepare(asked.readers)
            draw = random.Random(asked.seed)
            kills = sorted(draw.randrange(asked.readers) for _number in range(asked.kills))
            seconds = sum(send(box, until) for until in [*kills, None])
        figures = received(box) | {"kills": len(kills), "seconds": round(seconds, 1)}
    figures["a second"] = round(figures["received"] / seconds)
    print(json.dumps(figures))
    return figures["readers"] == asked.readers and not figures["other numbers"] and figures["twice"] <= len(kills)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class mail_server:
    """In a process of its own; each mail it says yes to is a file of the mailbox already."""

    def __init__(self, box):
        self.box = box

    def __enter__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen([*command, "-c", "aiosmtpd.handlers.Mailbox", str(self.box)])
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return port
            except ConnectionRefusedError:
                time.sleep(0.02)

    def __exit__(self, *raised):
        self.process.terminate()
        self.process.wait()


def ready(port):
    """Django once with all that a sender reads first, before the senders are born."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "puntocomunita.settings", "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    import django

    django.setup()
    from django.core.mail.utils import DNS_NAME
    from django.template.loader import get_template
    from django.urls import reverse

    DNS_NAME.get_fqdn()
    reverse("network:network_list")
    for kind in ("txt", "html"):
        get_template(f"network/bulletin/email/issue.{kind}")


def prepare(readers):
    """An item approved yesterday, and so many readers who have confirmed."""
    from django.utils import timezone

    from network.bulletin.mailboxes import sealed
    from network.models import BulletinItem, NetworkMembership, Subscription

    member = NetworkMembership.objects.admitted().first()
    now = timezone.now()
    told = {
        "kind": "service_news",
        "title": "Sportello aperto anche la sera",
        "text": "Da lunedì, fino alle 21.\n" * 10,
    }
    of = {"network_id": member.network_id, "organization_id": member.organization_id}
    item = BulletinItem.objects.create(**of, **told, expires_on=timezone.localdate() + datetime.timedelta(days=9))
    yesterday = now - datetime.timedelta(days=1)
    BulletinItem.objects.filter(pk=item.pk).update(state="approved", decided_at=yesterday)
    rows = [
        Subscription(network_id=member.network_id, **sealed(f"lettrice{number}@example.org"))
        for number in range(readers)
    ]
    made = Subscription.objects.bulk_create(rows, batch_size=1_000)
    Subscription.objects.filter(pk__in=[each.pk for each in made]).update(state="active", confirmed_at=yesterday)


def send(box, until=None) -> float:
    """The seconds of one sender, which is killed once the mailbox has more than `until` mails; None lets it end."""
    from django.core.management import call_command
    from django.db import connections

    connections.close_all()
    began, sender = time.monotonic(), os.fork()
    if not sender:
        call_command("send_bulletin", stdout=sys.stderr)
        os._exit(0)
    while until is not None and count(box) <= until:
        if os.waitpid(sender, os.WNOHANG)[0]:
            return time.monotonic() - began
        time.sleep(0.001)
    if until is not None:
        os.kill(sender, signal.SIGKILL)
    os.waitpid(sender, 0)
    return time.monotonic() - began


def count(box) -> int:
    return sum(1 for _mail in os.scandir(box / "new")) if (box / "new").exists() else 0


def received(box) -> dict:
    numbers, mails = defaultdict(set), 0
    for letter in mailbox.Maildir(box):
        numbers[letter["To"]].add(letter["Message-ID"])
        mails += 1
    return {
        "readers": len(numbers),
        "received": mails,
        "twice": mails - len(numbers),
        "other numbers": sum(len(each) - 1 for each in numbers.values()),
    }


if __name__ == "__main__":
    sys.exit(not main())
