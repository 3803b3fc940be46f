"""What pages of the directory say of reports: that something is in doubt, and where to say that it is wrong."""

from django import template
from django.urls import reverse

from services.models import Report
from services.reports.doubt import topics_in_doubt
from services.reports.entries import NAMES

register = template.Library()


@register.simple_tag
def report_url(thing):
    return reverse("services:report_create", args=[NAMES[type(thing)], thing.slug])


@register.inclusion_tag("services/reports/doubt.html", takes_context=True)
def doubt(context, thing):
    """Nothing where no report weighs; needs `desk`, the Punto Comunità to ask, where the page has one."""
    topics = topics_in_doubt(thing)
    desk = context.get("desk")
    asks_desk = Report.Topic.PHONE in topics and bool(desk) and desk != thing
    return {"topics": topics, "desk": desk if asks_desk else None}
