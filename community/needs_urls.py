"""`/comunita/<city>/bisogni/…` and `…/temi/…`: what is missing, and what would be good to have."""

from django.urls import path

from .views import needs, reading

CITY = "comunita/<slug:slug>/"
HERE = f"{CITY}bisogni/"
ONE = f"{HERE}<int:pk>/"
THEME = f"{CITY}temi/<int:pk>/"

urlpatterns = [
    path(HERE, needs.NeedListView.as_view(), name="need_list"),
    path(f"{HERE}nuovo/", needs.NeedCreateView.as_view(), name="need_create"),
    path(f"{HERE}di-un-gruppo/", needs.GroupNeedCreateView.as_view(), name="need_create_for_group"),
    path(f"{HERE}da-leggere/", reading.NeedDeskView.as_view(), name="need_desk"),
    path(f"{HERE}dai-dati/", reading.FigureListView.as_view(), name="figure_list"),
    path(ONE, needs.NeedDetailView.as_view(), name="need_detail"),
    path(f"{ONE}modifica/", needs.NeedUpdateView.as_view(), name="need_update"),
    path(f"{ONE}sostieni/", needs.NeedSupportView.as_view(), name="need_support"),
    path(f"{ONE}insieme/", reading.NeedTogetherView.as_view(), name="need_together"),
    path(f"{ONE}per-ora-no/", reading.NeedParkView.as_view(), name="need_park"),
    path(f"{ONE}nascondi/", reading.NeedHideView.as_view(), name="need_hide"),
    path(THEME, reading.ThemeDetailView.as_view(), name="theme_detail"),
    path(f"{THEME}ci-si-lavora/", reading.ThemeAdoptView.as_view(), name="theme_adopt"),
]
