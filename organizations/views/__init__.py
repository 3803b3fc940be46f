from .lists import CommunityPointListView, OrganizationListView, asked_place, next_door

__all__ = ["CommunityPointListView", "OrganizationListView", "asked_place", "next_door"]
