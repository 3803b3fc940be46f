"""`/account/…`: the pages of django-allauth under our addresses, and our own.

allauth asks for its pages by their names, so the names are its, without a namespace; a page is here because
we have it, and carries a rule as every other.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from django.db import transaction
from django.urls import path, re_path

from puntocomunita.even_time import even_time

from .access import PUBLIC, SETTLE_IN, under
from .broker import broker_callback, broker_login
from .mails import undone_without_its_mail as mailing
from .passkeys import SecondStepView, once_passkeys_are_readable
from .views.api_tokens import ApiTokenCreateView, ApiTokenDeleteView, ApiTokenListView
from .views.home import HomeView, PersonView
from .views.looks import LookListView
from .views.own_data import DataDeleteView, DataDownloadView, DataView
from .views.second_factor import RecoveryCodesView, SecondFactorView
from .views.sessions import SessionListView

urlpatterns = [
    path("", HomeView.as_view(), name="account_home"),
    # Coming in and going out
    path("accedi/", under(PUBLIC, mailing(account.login)), name="account_login"),
    path("accedi/passkey/", under(PUBLIC, mailing(webauthn.login_webauthn)), name="mfa_login_webauthn"),
    path(
        "accedi/secondo-passo/",
        under(PUBLIC, mailing(SecondStepView.as_view())),
        name="mfa_authenticate",
    ),
    path("accedi/conferma/", under(SETTLE_IN, account.reauthenticate), name="account_reauthenticate"),
    path("accedi/conferma/codice/", under(SETTLE_IN, mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "accedi/conferma/passkey/",
        under(SETTLE_IN, once_passkeys_are_readable("mfa_reauthenticate")(webauthn.reauthenticate_webauthn)),
        name="mfa_reauthenticate_webauthn",
    ),
    path("esci/", under(PUBLIC, account.logout), name="account_logout"),
    path("sospeso/", under(PUBLIC, account.account_inactive), name="account_inactive"),
    path("registrati/", under(PUBLIC, even_time(mailing(account.signup))), name="account_signup"),
    # E-mail and password
    path("email/", under(SETTLE_IN, mailing(account.email)), name="account_email"),
    path(
        "email/controlla/",
        under({"GET": PUBLIC}, account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(r"^email/conferma/(?P<key>[-:\w]+)/$", under(PUBLIC, account.confirm_email), name="account_confirm_email"),
    path("password/", under(SETTLE_IN, account.password_change), name="account_change_password"),
    path("password/scegli/", under(SETTLE_IN, account.password_set), name="account_set_password"),
    path(
        "password/dimenticata/",
        under(PUBLIC, mailing(account.password_reset)),
        name="account_reset_password",
    ),
    path(
        "password/dimenticata/inviata/", under(PUBLIC, account.password_reset_done), name="account_reset_password_done"
    ),
    re_path(
        r"^password/nuova/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        under(PUBLIC, account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/nuova/fatto/",
        under(PUBLIC, account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    # The second factor
    path("secondo-passo/", SecondFactorView.as_view(), name="account_second_factor"),
    path("secondo-passo/modi/", under(SETTLE_IN, mfa.index), name="mfa_index"),
    path("secondo-passo/app/", under(SETTLE_IN, totp.activate_totp), name="mfa_activate_totp"),
    path("secondo-passo/app/togli/", under(SETTLE_IN, totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("secondo-passo/passkey/", under(SETTLE_IN, webauthn.list_webauthn), name="mfa_list_webauthn"),
    path(
        "secondo-passo/passkey/aggiungi/",
        under(SETTLE_IN, once_passkeys_are_readable("mfa_list_webauthn")(webauthn.add_webauthn)),
        name="mfa_add_webauthn",
    ),
    path("secondo-passo/passkey/<int:pk>/", under(SETTLE_IN, webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "secondo-passo/passkey/<int:pk>/togli/", under(SETTLE_IN, webauthn.remove_webauthn), name="mfa_remove_webauthn"
    ),
    path("secondo-passo/codici/", RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "secondo-passo/codici/nuovi/",
        under(SETTLE_IN, recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    # SPID and CIE, through a broker
    path("oidc/annullato/", under(PUBLIC, socialaccount.login_cancelled), name="socialaccount_login_cancelled"),
    path("oidc/errore/", under(PUBLIC, socialaccount.login_error), name="socialaccount_login_error"),
    path("oidc/registrati/", under(PUBLIC, mailing(socialaccount.signup)), name="socialaccount_signup"),
    path("oidc/<str:provider_id>/", broker_login, name="openid_connect_login"),
    path(
        "oidc/<str:provider_id>/ritorno/", mailing(transaction.atomic(broker_callback)), name="openid_connect_callback"
    ),
    path("collegamenti/", under(SETTLE_IN, socialaccount.connections), name="socialaccount_connections"),
    # One's own
    path("nome/", PersonView.as_view(), name="account_person"),
    path("sessioni/", SessionListView.as_view(), name="usersessions_list"),
    path("dati/", DataView.as_view(), name="account_data"),
    path("dati/scarica/", DataDownloadView.as_view(), name="account_data_download"),
    path("dati/cancella/", DataDeleteView.as_view(), name="account_data_delete"),
    path("consultazioni/", LookListView.as_view(), name="account_looks"),
    path("chiavi/", ApiTokenListView.as_view(), name="api_token_list"),
    path("chiavi/nuova/", ApiTokenCreateView.as_view(), name="api_token_create"),
    path("chiavi/<int:pk>/togli/", ApiTokenDeleteView.as_view(), name="api_token_delete"),
]
