from .bulletin import BulletinEntry, BulletinIssue, BulletinItem
from .delivery import Delivery, Subscription
from .membership import Network, NetworkMembership

__all__ = [
    "BulletinEntry",
    "BulletinIssue",
    "BulletinItem",
    "Delivery",
    "Network",
    "NetworkMembership",
    "Subscription",
]
