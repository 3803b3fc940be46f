from django.urls import path

from .views.bulk import EntryBulkView
from .views.drafts import DraftListView, draft_delete
from .views.keeping import (
    BelongingCreateView,
    CommunityPointCreateView,
    EntryUpdateView,
    OrganizationCreateView,
    quarter_of_point,
)
from .views.trash import EntryRemoveView, TrashView

ENTRIES = [
    ("organizzazioni/<slug:slug>/modifica/", "organization"),
    ("punti/<slug:slug>/modifica/", "community_point"),
    ("servizi/<slug:slug>/modifica/", "service"),
    ("risorse/<slug:slug>/modifica/", "asset"),
    ("luoghi/<uuid:pk>/modifica/", "location"),
]
BELONGINGS = [
    ("organizzazioni/<slug:slug>/nuovo-servizio/", "service"),
    ("organizzazioni/<slug:slug>/nuovo-luogo/", "location"),
    ("organizzazioni/<slug:slug>/nuova-risorsa/", "asset"),
]
REMOVABLE = [(address.replace("/modifica/", "/togli/"), kind) for address, kind in ENTRIES]
LISTS = [
    ("redazione/elenco/", "service"),
    ("redazione/elenco/organizzazioni/", "organization"),
    ("redazione/elenco/luoghi/", "location"),
    ("redazione/elenco/risorse/", "asset"),
    ("redazione/elenco/punti/", "community_point"),
]

urlpatterns = [
    path("redazione/nuova-organizzazione/", OrganizationCreateView.as_view(), name="organization_create"),
    path("redazione/nuovo-punto/", CommunityPointCreateView.as_view(), name="community_point_create"),
    path("redazione/bozze/", DraftListView.as_view(), name="draft_list"),
    path("redazione/bozze/<uuid:pk>/butta/", draft_delete, name="draft_delete"),
    path("redazione/quartiere/", quarter_of_point, name="quarter_of_point"),
    *[path(address, EntryBulkView.as_view(kind=kind), name=f"{kind}_bulk") for address, kind in LISTS],
    path("redazione/cestino/", TrashView.as_view(), name="trash"),
    *[path(address, EntryRemoveView.as_view(kind=kind), name=f"{kind}_remove") for address, kind in REMOVABLE],
    *[path(address, EntryUpdateView.as_view(kind=kind), name=f"{kind}_update") for address, kind in ENTRIES],
    *[path(address, BelongingCreateView.as_view(kind=kind), name=f"{kind}_create") for address, kind in BELONGINGS],
]
