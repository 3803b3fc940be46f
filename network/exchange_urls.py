"""`/rete/<city>/scambi/…`: what members give each other; under `aiuto/` the help that they ask for."""

from django.urls import path

from .views import exchange, support

HERE = "rete/<slug:slug>/scambi/"
HELP = f"{HERE}aiuto/"

urlpatterns = [
    path(HERE, exchange.ExchangeListView.as_view(), name="exchange_list"),
    path(f"{HERE}nostri/", exchange.ExchangeOwnView.as_view(), name="exchange_own"),
    path(f"{HERE}nuovo/", exchange.ExchangeCreateView.as_view(), name="exchange_create"),
    path(f"{HERE}<int:pk>/", exchange.ExchangeDetailView.as_view(), name="exchange_detail"),
    path(f"{HERE}<int:pk>/modifica/", exchange.ExchangeUpdateView.as_view(), name="exchange_update"),
    path(f"{HERE}<int:pk>/ritira/", exchange.ExchangeWithdrawView.as_view(), name="exchange_withdraw"),
    path(f"{HERE}<int:pk>/rispondi/", exchange.ExchangeAnswerView.as_view(), name="exchange_answer"),
    path(f"{HERE}accordi/<int:pk>/", exchange.ExchangeMatchView.as_view(), name="exchange_match"),
    path(HELP, support.AssistanceListView.as_view(), name="assistance_list"),
    path(f"{HELP}chiedi/", support.AssistanceCreateView.as_view(), name="assistance_create"),
    path(f"{HELP}<int:pk>/", support.AssistanceDetailView.as_view(), name="assistance_detail"),
    path(f"{HELP}<int:pk>/affida/", support.AssistanceAssignView.as_view(), name="assistance_assign"),
    path(f"{HELP}<int:pk>/ritira/", support.AssistanceWithdrawView.as_view(), name="assistance_withdraw"),
]
