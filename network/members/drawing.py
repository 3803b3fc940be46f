"""The network drawn: each group that works together a ring, who is alone below; the same always in the same place."""

import math
from typing import NamedTuple

from organizations.models import Collaboration, Organization

WIDTH, DOT, GAP = 340, 11, 26  # a ring as wide as a small screen; the radius of a dot; from one dot to the next
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


class Drawing(NamedTuple):
    dots: list[Dot]
    lines: list[Line]
    groups: int
    alone: int
    width: int
    height: float


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
    dots, top = [], 0.0
    for number, group in enumerate(groups, 1):
        points, height = ring(len(group), top)
        dots += dotted(group, points, number, len(dots), partners)
        top += height
    points, height = rows(len(alone), top)
    dots += dotted(alone, points, 0, len(dots), partners)
    at = {each.organization: each for each in dots}
    lines = [Line(at[one], at[other]) for one, other in pairs]
    return Drawing(dots, lines, len(groups), len(alone), WIDTH, round(top + height, 1))


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


def ring(count, top):
    """(points on a circle below `top`, its height with the room around); a long one is a circle of smaller steps."""
    radius = min(max(count * GAP / (2 * math.pi), GAP), WIDTH / 2 - 2 * DOT)
    middle = top + radius + 2 * DOT
    turns = [2 * math.pi * each / count - math.pi / 2 for each in range(count)]
    points = [(WIDTH / 2 + radius * math.cos(turn), middle + radius * math.sin(turn)) for turn in turns]
    return points, 2 * radius + 4 * DOT


def rows(count, top):
    points = [
        (GAP / 2 + DOT + GAP * (each % ALONE_IN_A_ROW), top + GAP * (each // ALONE_IN_A_ROW) + 2 * DOT)
        for each in range(count)
    ]  # noqa: E501
    return points, math.ceil(count / ALONE_IN_A_ROW) * GAP + 2 * DOT


def dotted(organizations, points, group, before, partners):
    placed = zip(organizations, points, strict=True)
    return [
        Dot(before + index, each, group, round(x, 1), round(y, 1), partners[each])
        for index, (each, (x, y)) in enumerate(placed, 1)
    ]
