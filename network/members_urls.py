"""`/rete/<city>/organizzazioni/…`: who is in the network, joining it and leaving it."""

from django.urls import path

from .views import collaborations, houses, members

NETWORK = "rete/<slug:slug>/"
HERE = f"{NETWORK}organizzazioni/"
HOUSE = f"{NETWORK}case/<slug:house>/"
PAIR = f"{NETWORK}conosci/<slug:mine>/<slug:other>/"

urlpatterns = [
    path(HERE, members.MemberListView.as_view(), name="member_list"),
    path(f"{HERE}elenco.csv", members.MemberFileView.as_view(kind="csv"), name="member_csv"),
    path(f"{HERE}elenco.xlsx", members.MemberFileView.as_view(kind="xlsx"), name="member_xlsx"),
    path(f"{HERE}elenco.vcf", members.MemberFileView.as_view(kind="vcf"), name="member_vcard"),
    path(f"{HERE}entra/", members.MembershipApplyView.as_view(), name="membership_apply"),
    path(f"{HERE}<int:pk>/rispondi/", members.MembershipDecideView.as_view(), name="membership_decide"),
    path(f"{HERE}<int:pk>/esci/", members.MembershipLeaveView.as_view(), name="membership_leave"),
    path(f"{HERE}disegno/", collaborations.NetworkDrawingView.as_view(), name="drawing"),
    path(f"{NETWORK}case/", houses.HouseListView.as_view(), name="house_list"),
    path(f"{NETWORK}casa-nuova/", houses.HouseCreateView.as_view(), name="house_create"),
    path(HOUSE, houses.HouseDetailView.as_view(), name="house_detail"),
    path(f"{HOUSE}ospita/", houses.HouseHostView.as_view(), name="house_host"),
    path(f"{HOUSE}saluta/<uuid:organization>/", houses.HouseLetGoView.as_view(), name="house_let_go"),
    path(f"{HOUSE}chiudi/", houses.HouseCloseView.as_view(), name="house_close"),
    path(f"{NETWORK}conosci/", collaborations.SuggestionListView.as_view(), name="suggestion_list"),
    path(f"{PAIR}scarta/", collaborations.SuggestionDismissView.as_view(), name="suggestion_dismiss"),
    path(f"{PAIR}collaborazione/", collaborations.CollaborationCreateView.as_view(), name="collaboration_create"),
    path(
        f"{NETWORK}collaborazioni/<int:pk>/rispondi/",
        collaborations.CollaborationAnswerView.as_view(),
        name="collaboration_answer",
    ),
]
