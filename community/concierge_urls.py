"""`/comunita/<city>/portinerie/…`, `…/scambi/…` and `…/consulenze/…`: small services among neighbours, and advice."""

from django.urls import path

from .views import advice, advice_desk, concierge_desk, concierges, exchanges

CITY = "comunita/<slug:slug>/"
HERE = f"{CITY}portinerie/"
ONE = f"{HERE}<int:concierge>/"
MEMBER = f"{ONE}soci/<uuid:pk>/"
EXCHANGE = f"{ONE}scambi/<uuid:pk>/"
ADVICE = f"{CITY}consulenze/"

urlpatterns = [
    path(HERE, concierges.ConciergeListView.as_view(), name="concierge_list"),
    path(f"{HERE}nuova/", concierges.ConciergeCreateView.as_view(), name="concierge_create"),
    path(ONE, concierges.ConciergeDetailView.as_view(), name="concierge_detail"),
    path(f"{ONE}modifica/", concierges.ConciergeUpdateView.as_view(), name="concierge_update"),
    path(f"{ONE}entra/", concierges.ConciergeJoinView.as_view(), name="concierge_join"),
    path(f"{ONE}scrivi/", exchanges.ExchangeCreateView.as_view(), name="exchange_create"),
    path(f"{ONE}banco/", concierge_desk.ConciergeDeskView.as_view(), name="concierge_desk"),
    path(f"{ONE}soci/", concierge_desk.ConciergeMemberListView.as_view(), name="concierge_members"),
    path(f"{ONE}soci/nuovo/", concierge_desk.ConciergeMemberCreateView.as_view(), name="concierge_member_create"),
    path(MEMBER, concierge_desk.ConciergeMemberView.as_view(), name="concierge_member"),
    path(f"{MEMBER}scrivi/", concierge_desk.ExchangeRecordView.as_view(), name="exchange_record"),
    path(EXCHANGE, concierge_desk.ExchangeAtDeskView.as_view(), name="exchange_at_desk"),
    path(f"{EXCHANGE}foglio/", concierge_desk.ExchangeSheetView.as_view(), name="exchange_sheet"),
    path(f"{ONE}consulenze/", advice_desk.AdviceAtDeskView.as_view(), name="advice_at_desk"),
    path(f"{ONE}consulenze/<int:pk>/foglio/", advice_desk.AdviceSheetView.as_view(), name="advice_sheet"),
    path(f"{MEMBER}tessera/", concierge_desk.ConciergeMemberCardView.as_view(), name="concierge_member_card"),
    path(f"{CITY}scambi/", exchanges.ExchangeListView.as_view(), name="exchange_list"),
    path(f"{CITY}scambi/<uuid:pk>/", exchanges.ExchangeDetailView.as_view(), name="exchange_detail"),
    path(ADVICE, advice.AdviceListView.as_view(), name="advice_list"),
    path(f"{ADVICE}nuova/", advice.AdviceCreateView.as_view(), name="advice_create"),
    path(f"{ADVICE}<int:pk>/", advice.AdviceDetailView.as_view(), name="advice_detail"),
    path(f"{ADVICE}<int:pk>/consulenza.ics", advice.AdviceCalendarView.as_view(), name="advice_calendar"),
]
