"""`/rete/…/bollettino/`: every issue as it left, for anyone, and as an Atom feed."""

import datetime

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.access import PUBLIC, access
from network.access import SPEAK_FOR_MEMBER

from .network import OfNetwork

PAGE, IN_FEED = 15, 20


class OfBulletin(OfNetwork):
    """With the doors that are open to who looks."""

    def get_context_data(self, **kwargs):
        speaks = SPEAK_FOR_MEMBER.allows(self.request.user, self.network)
        return super().get_context_data(speaks=speaks, **kwargs)


@access(PUBLIC)
class BulletinListView(OfBulletin, TemplateView):
    """The latest first, each with its titles."""

    template_name = "network/bulletin/bulletin_list.html"

    def get_context_data(self, **kwargs):
        issues = self.network.bulletin_issues.prefetch_related("entries")
        page = Paginator(issues, PAGE).get_page(self.request.GET.get("page"))
        for issue in page:
            issue.network = self.network
        return super().get_context_data(page=page, **kwargs)


@access(PUBLIC)
class BulletinIssueView(OfBulletin, TemplateView):
    template_name = "network/bulletin/bulletin_issue.html"

    @cached_property
    def issue(self):
        try:
            day = datetime.date.fromisoformat(self.kwargs["day"])
        except ValueError:
            raise Http404 from None
        return get_object_or_404(self.network.bulletin_issues, day=day)

    def get_context_data(self, **kwargs):
        issues = self.network.bulletin_issues
        around = {
            "before": issues.filter(day__lt=self.issue.day).order_by("-day").first(),
            "after": issues.filter(day__gt=self.issue.day).order_by("day").first(),
        }
        for each in filter(None, around.values()):
            each.network = self.network
        entries = self.issue.entries.select_related("organization")
        return super().get_context_data(issue=self.issue, entries=entries, **around, **kwargs)


class BulletinFeed(Feed):
    """An entry for each issue, with what it tells."""

    feed_type = Atom1Feed

    def __init__(self, network):
        self.network = network

    def title(self):
        return _("Bollettino della rete di %s") % self.network

    def link(self):
        return reverse("network:bulletin_list", args=[self.network.slug])

    def feed_url(self):
        return reverse("network:bulletin_feed", args=[self.network.slug])

    def items(self):
        issues = list(self.network.bulletin_issues.prefetch_related("entries")[:IN_FEED])
        for issue in issues:
            issue.network = self.network
        return issues

    def item_title(self, issue):
        return " · ".join(entry.title for entry in issue.entries.all())

    def item_description(self, issue):
        return "\n\n".join(in_feed(entry) for entry in issue.entries.all())

    def item_pubdate(self, issue):
        return issue.made_at

    item_updateddate = item_pubdate


def in_feed(entry) -> str:
    """Plain: readers of feeds take it for text."""
    head = " · ".join(filter(None, [entry.title, entry.organization_name, entry.when]))
    return "\n".join(filter(None, [head, entry.text, entry.link]))


@access(PUBLIC)
class BulletinFeedView(OfNetwork, View):
    def get(self, request, *args, **kwargs):
        return BulletinFeed(self.network)(request)
