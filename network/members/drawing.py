"""The network drawn: each group that works together rings of its own, who is alone in rows; always the same."""

import math
from typing import NamedTuple

from organizations.models import Collaboration, Organization

WIDTH, DOT, GAP = 340, 11, 26  # the widest on a small screen; the radius of a dot; from one dot to the next
MARGIN = 2 * DOT
ALONE_IN_A_ROW = 12


class Dot(NamedTuple):
    number: int
    organization: Organization
    group: int  # 0 where it is alone
    x: float
    y: float
    partners: list[Organization]


class Line(NamedTuple):
    one: Dot
    other: Dot


class Group(NamedTuple):
    """A picture of its own, so that a screen sets as many side by side as it is wide."""

    number: int  # 0 for those that are alone
    dots: list[Dot]
    lines: list[Line]
    width: float
    height: float


class Drawing(NamedTuple):
    pictures: list[Group]

    @property
    def dots(self):
        return [dot for picture in self.pictures for dot in picture.dots]

    @property
    def groups(self):
        return sum(1 for picture in self.pictures if picture.number)

    @property
    def alone(self):
        return sum(1 for dot in self.dots if not dot.group)


def drawing_of(network) -> Drawing:
    """Two queries: the members, and what two of them both say that they do together."""
    members = list(network.members().in_alphabetical_order())
    known = {each.pk: each for each in members}
    pairs = Collaboration.objects.confirmed().between(known).order_by("one", "other").values_list("one", "other")
    return drawn(members, [(known[one], known[other]) for one, other in pairs])


def drawn(members, pairs) -> Drawing:
    partners = {each: [] for each in members}
    for one, other in pairs:
        partners[one].append(other)
        partners[other].append(one)
    groups, alone = grouped(members, partners)
    pictures, before = [], 0
    for number, group in [*enumerate(groups, 1), *([(0, alone)] if alone else [])]:
        pictures.append(picture(number, group, before, partners))
        before += len(group)
    return Drawing(pictures)


def grouped(members, partners):
    """(groups that work together, the largest first; those with nobody), each in the order of the members."""
    groups, seen = [], set()
    for member in members:
        if member not in seen:
            reached = reached_from(member, partners)
            seen |= reached
            groups.append([each for each in members if each in reached])
    together = sorted((each for each in groups if len(each) > 1), key=len, reverse=True)
    return together, [group[0] for group in groups if len(group) == 1]


def reached_from(member, partners) -> set:
    reached, waiting = {member}, [member]
    while waiting:
        new = [each for each in partners[waiting.pop()] if each not in reached]
        reached.update(new)
        waiting += new
    return reached


def picture(number, group, before, partners):
    points, width, height = rings(len(group)) if number else rows(len(group))
    dots = [
        Dot(before + index, each, number, round(x, 1), round(y, 1), partners[each])
        for index, (each, (x, y)) in enumerate(zip(group, points, strict=True), 1)
    ]
    at = {each.organization: each for each in dots}
    lines = [Line(dot, at[other]) for dot in dots for other in dot.partners if dot.number < at[other].number]
    return Group(number, dots, lines, round(width, 1), round(height, 1))


def rings(count):
    """(points, width, height): one ring, or as many inside each other as keep the picture as wide as a phone."""
    radius = min(max(count * GAP / (2 * math.pi), GAP), WIDTH / 2 - MARGIN)
    while sum(places(radius)) < count:  # too many for a phone: the picture grows until it holds them all
        radius += GAP
    points, middle = [], radius + MARGIN
    for ring, most in enumerate(places(radius)):
        here = min(most, count - len(points))
        points += circle(here, middle, radius - ring * GAP)
    return points, 2 * middle, 2 * middle


def places(radius) -> list:
    """How many dots fit on a ring, and on each one inside it, none touching the next."""
    return [int(2 * math.pi * (radius - step * GAP) / GAP + 1e-6) for step in range(int(radius // GAP))]


def circle(count, middle, radius):
    turns = [2 * math.pi * each / count - math.pi / 2 for each in range(count)]
    return [(middle + radius * math.cos(turn), middle + radius * math.sin(turn)) for turn in turns]


def rows(count):
    points = [
        (GAP / 2 + DOT + GAP * (each % ALONE_IN_A_ROW), GAP * (each // ALONE_IN_A_ROW) + MARGIN)
        for each in range(count)
    ]
    return points, WIDTH, math.ceil(count / ALONE_IN_A_ROW) * GAP + MARGIN
