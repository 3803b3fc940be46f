from .membership import Network, NetworkMembership

__all__ = ["Network", "NetworkMembership"]
