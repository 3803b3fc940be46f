"""What was checked apart from the rest of its entry."""

from django import template

from services.freshness import checks_of

register = template.Library()
register.filter("checks_of", checks_of)
