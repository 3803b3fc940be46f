"""`/comunita/avvisi/…`: what one is told of the community, and how; from a mail also without signing in."""

from django.urls import path

from .views import notices

HERE = "comunita/avvisi/"

urlpatterns = [
    path(HERE, notices.NoticeListView.as_view(), name="notice_list"),
    path(f"{HERE}<uuid:pk>/", notices.NoticeOpenView.as_view(), name="notice_open"),
    path(f"{HERE}scelte/", notices.OwnWishesView.as_view(), name="notice_own_wishes"),
    path(f"{HERE}scelte/<str:secret>/", notices.WishesByLinkView.as_view(), name="notice_wishes"),
    path(f"{HERE}basta/<str:secret>/<str:what>/", notices.LeaveView.as_view(), name="notice_leave"),
]
