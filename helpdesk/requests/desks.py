"""Which desk calls back somebody of a quarter."""

from organizations.points import nearest_points, own_point

NEAR = 20  # Punti Comunità looked at for one that has a desk


def desk_for(quarter):
    """The one that serves the quarter, else the nearest that has a desk, else None."""
    own = own_point(quarter)
    if own and own.is_hub or quarter.latitude is None:
        return own
    near = nearest_points(quarter.latitude, quarter.longitude, NEAR)
    return next((point for point in near if point.is_hub), own)
