"""`/rete/…/bollettino/`: to be read by anyone, to be written in by members, kept by who coordinates."""

from django.urls import path

from .views import bulletin, bulletin_items, bulletin_readers

HERE = "rete/<slug:slug>/bollettino/"

urlpatterns = [
    path(HERE, bulletin.BulletinListView.as_view(), name="bulletin_list"),
    path(f"{HERE}atom.xml", bulletin.BulletinFeedView.as_view(), name="bulletin_feed"),
    path(f"{HERE}iscriviti/", bulletin_readers.SubscribeView.as_view(), name="bulletin_subscribe"),
    path(f"{HERE}iscriviti/grazie/", bulletin_readers.SubscribeThanksView.as_view(), name="bulletin_thanks"),
    path(f"{HERE}conferma/<str:secret>/", bulletin_readers.ConfirmView.as_view(), name="bulletin_confirm"),
    path(f"{HERE}scelte/<str:secret>/", bulletin_readers.PreferencesView.as_view(), name="bulletin_preferences"),
    path(f"{HERE}lascia/<str:secret>/", bulletin_readers.LeaveView.as_view(), name="bulletin_leave"),
    path(f"{HERE}proposte/", bulletin_items.ItemListView.as_view(), name="bulletin_item_list"),
    path(f"{HERE}proposte/nuova/", bulletin_items.ItemCreateView.as_view(), name="bulletin_item_create"),
    path(f"{HERE}proposte/<uuid:pk>/", bulletin_items.ItemView.as_view(), name="bulletin_item"),
    path(f"{HERE}redazione/", bulletin_items.DeskView.as_view(), name="bulletin_desk"),
    path(f"{HERE}redazione/<uuid:pk>/", bulletin_items.DecideView.as_view(), name="bulletin_decide"),
    path(f"{HERE}<str:day>/", bulletin.BulletinIssueView.as_view(), name="bulletin_issue"),
]
