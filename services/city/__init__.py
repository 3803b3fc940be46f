"""A synthetic territory of any size, to measure and to try the search on: invented, alike for the same seed."""

from .generate import generate_city

__all__ = ["generate_city"]
