"""Asks websites whether they are still there: politely, in bounded time, and only those of the Internet.

Nothing of a body is read, no proxy is used, and a name is resolved once: the connection goes to the very
address that was found to be public, so that no name may point inside after it was looked at.
"""

import asyncio
import http.client
import io
import ipaddress
import queue
import socket
import ssl
import threading
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from .models import LinkCheck

REDIRECTS = 5
HOSTS_AT_ONCE = 10
OF_ONE_HOST = 20  # a run; the others are the stalest of the next
SECONDS = 15  # for one website, redirects and second question included
PAUSE = 1  # seconds between two questions to one host
LONGEST_HEAD = 64 * 1024
NEVER_GOOD = {400, 404, 410, 451}  # other 4xx are a site that is there, and will not speak with a program

Reason = LinkCheck.Reason
TRANSLATED = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


class Answer(NamedTuple):
    reason: str
    status: int | None = None


class Failed(Exception):
    """No usable answer; the argument is a Reason."""


def asked(urls):
    """(url, Answer) as they come; the questions run on a thread of their own, so that the caller may write."""
    answers = queue.SimpleQueue()
    thread = threading.Thread(target=run, args=(urls, answers.put), daemon=True)
    thread.start()
    while (found := answers.get()) is not None:
        yield found
    thread.join()


def run(urls, tell):
    try:
        asyncio.run(ask_all(urls, tell))
    finally:
        tell(None)


async def ask_all(urls, tell):
    hosts = {}
    for url in urls:
        hosts.setdefault(host_of(url), []).append(url)
    asking = Asking(tell)
    await asyncio.gather(*(asking.host(of_one[:OF_ONE_HOST]) for of_one in hosts.values()))


def host_of(url):
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class Asking:
    """One run: never more than one question at a time to a host, even where another site leads to it."""

    def __init__(self, tell):
        self.tell, self.hosts, self.locks = tell, asyncio.Semaphore(HOSTS_AT_ONCE), {}

    async def host(self, urls):
        async with self.hosts:
            for position, url in enumerate(urls):
                if position:
                    await asyncio.sleep(PAUSE)
                self.tell((url, await self.answer(url)))

    async def answer(self, url):
        try:
            async with asyncio.timeout(SECONDS):
                status = await self.followed("HEAD", url)
                if status >= 400:
                    status = await self.followed("GET", url)
        except TimeoutError:
            return Answer(Reason.SLOW)
        except Failed as failure:
            return Answer(failure.args[0])
        return judged(status)

    async def followed(self, method, url):
        """The status at the end of the redirects."""
        for _step in range(REDIRECTS + 1):
            status, place = await self.question(method, url)
            if status not in (301, 302, 303, 307, 308) or not place:
                return status
            url = urljoin(url, place)
        raise Failed(Reason.LOOP)

    async def question(self, method, url):
        target = target_of(url)
        async with self.locks.setdefault(target.host, asyncio.Lock()):
            return await answer_of(method, target)


def judged(status):
    if status in NEVER_GOOD:
        return Answer(Reason.GONE, status)
    return Answer(Reason.BROKEN if status >= 500 else Reason.ANSWERS, status)


class Target(NamedTuple):
    host: str
    port: int
    secure: bool
    path: str
    named: str  # as the Host header says it


def target_of(url):
    """Where a URL leads; what is no website, or has letters no request may have, is Failed."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        raise Failed(Reason.NOT_A_WEBSITE) from None
    if parts.scheme not in ("http", "https") or not host:
        raise Failed(Reason.NOT_A_WEBSITE)
    secure = parts.scheme == "https"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=-._~")
    shown = f"[{host}]" if ":" in host else host
    return Target(
        host,
        port or (443 if secure else 80),
        secure,
        f"{path}?{query}" if query else path,
        f"{shown}:{port}" if port else shown,
    )


async def resolve(host, port):
    """Addresses of a host, IPv4 first."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Failed(Reason.UNKNOWN_HOST) from None
    return [address[0] for _family, _type, _protocol, _name, address in sorted(found, key=lambda one: one[0])]


def is_public(address):
    """Whether an address is of the Internet and not of this machine, its network or a tunnel into one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in TRANSLATED)


async def public_address(target):
    """The first address of a host; one of several that is not public closes all of them."""
    addresses = await resolve(target.host, target.port)
    if not addresses or not all(map(is_public, addresses)):
        raise Failed(Reason.NOT_PUBLIC)
    return addresses[0]


async def answer_of(method, target):
    """(status, Location) of one request."""
    address, context = await public_address(target), ssl.create_default_context() if target.secure else None
    name = target.host if target.secure else None
    try:
        reader, writer = await asyncio.open_connection(
            address, target.port, ssl=context, server_hostname=name, limit=LONGEST_HEAD
        )
    except ssl.SSLError:
        raise Failed(Reason.BAD_CERTIFICATE) from None
    except OSError:
        raise Failed(Reason.UNREACHABLE) from None
    try:
        writer.write(request(method, target))
        return head_of(await reader.readuntil(b"\r\n\r\n"))
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        raise Failed(Reason.NOT_A_WEBSITE) from None
    finally:
        writer.transport.abort()


def request(method, target):
    lines = [
        f"{method} {target.path} HTTP/1.1",
        f"Host: {target.named}",
        f"User-Agent: PuntoComunita-check-links/1 (+{settings.SITE_URL})",
        "Accept: */*",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def head_of(head):
    first, _, rest = head.partition(b"\r\n")
    version, _, status = first.partition(b" ")
    if not version.startswith(b"HTTP/") or not status[:3].isdigit():
        raise Failed(Reason.NOT_A_WEBSITE)
    try:
        place = http.client.parse_headers(io.BytesIO(rest)).get("Location", "")
    except http.client.HTTPException:
        raise Failed(Reason.NOT_A_WEBSITE) from None
    return int(status[:3]), place
