"""One settings file: a fresh clone runs as it is, production says what it lacks.

Every value a deployment may change comes from the environment (docs/operations.md).
"""

import base64
from contextlib import suppress
from email.utils import parseaddr
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from puntocomunita import logs, postgres

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / env("VAR_DIR", default="var")

PUNTO_ENV = env("PUNTO_ENV", default="demo")
if PUNTO_ENV not in {"demo", "production"}:
    raise ImproperlyConfigured("PUNTO_ENV is either demo or production.")
PRODUCTION = PUNTO_ENV == "production"


def required(name: str, demo: str, hint: str, is_strong=bool) -> str:
    """The value of `name`; in production it must be set, not to the demo's nor to a weak one: `hint` says to what."""
    value = env(name, default="")
    if PRODUCTION and (value in ("", demo) or not is_strong(value)):
        raise ImproperlyConfigured(f"Set {name}: {hint}.")
    return value or demo


def is_random(text):
    return len(text) >= 50 and len(set(text)) >= 5


def is_fernet_key(text):
    with suppress(ValueError):
        return len(base64.urlsafe_b64decode(text.strip())) == 32
    return False


SECRET_KEY = required(
    "SECRET_KEY", "demo-key-never-used-in-production-" + "0" * 32, "50 random characters or more", is_random
)
DEBUG = False
ALLOWED_HOSTS = [
    host.strip()
    for host in required(
        "ALLOWED_HOSTS",
        "127.0.0.1,localhost,[::1],testserver",
        "the host names of the portal, with commas and without *",
        lambda hosts: "*" not in hosts,
    ).split(",")
]
SITE_URL = required(
    "SITE_URL",
    "http://127.0.0.1:" + env("PORT", default="8000"),
    "https://your.host",
    lambda url: url.startswith("https://"),
).rstrip("/")

# Who publishes the open data, as the catalogue says it; with its code in the index of public bodies, where it is one.
PUBLISHER_NAME = env("PUBLISHER_NAME", default="Punto Comunità")
PUBLISHER_IPA = env("PUBLISHER_IPA", default="")

INSTALLED_APPS = [
    "puntocomunita.admin.PuntoAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "leaflet",
    "puntocomunita",
    "accounts",
    "territory",
    "organizations",
    "services",
    "helpdesk",
    "network",
    "community",
]

MIDDLEWARE = [
    # Headers first, so that files, refusals and redirects carry them too
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "puntocomunita.middleware.DoorMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "puntocomunita.middleware.AddressLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "puntocomunita.middleware.PrivateAnswersMiddleware",
    "puntocomunita.middleware.SessionAgeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.devices.DeviceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.AccessMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "services.merging.redirects.MovedMiddleware",
]

ROOT_URLCONF = "puntocomunita.urls"
WSGI_APPLICATION = "puntocomunita.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "puntocomunita.context_processors.portal",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL") if env("DATABASE_URL", default="") else postgres.database(VAR_DIR)}
if env("DATABASE_REPLICA_URL", default=""):
    DATABASES["replica"] = postgres.standby(env.db("DATABASE_REPLICA_URL"))
    DATABASE_ROUTERS = ["puntocomunita.replica.Router"]
    MIDDLEWARE.append("puntocomunita.replica.ReplicaMiddleware")
for _database in DATABASES.values():
    _database.update({"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True} | _database)
    _options = _database.setdefault("OPTIONS", {})
    _options["options"] = f"-c jit=off {_options.get('options', '')}".strip()  # compiling takes longer than our queries
# The history asks who it was of what is written only: a page that is read is the same for everybody, without a session.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits count for all workers together, so in production the cache is shared: a table, unless CACHE_URL says else. Past
# its size Django throws a third away, counts that still hold too: at its 300 a busy minute would forget who guesses
# codes. More than 10,000 slow each count, as it counts the rows first (3 ms).
_shared = "dbcache://cache?max_entries=10000"
CACHES = {"default": env.cache("CACHE_URL", default=_shared if PRODUCTION else "locmemcache://")}
CACHES["default"]["KEY_FUNCTION"] = "puntocomunita.caches.digest_of"

# What a person who signs in shows: `accounts`, with django-allauth. Its limits count by address: one for each account
# would let anyone lock its person out.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_home"
THROTTLES = env.bool("THROTTLES", default=PRODUCTION)
# How many proxies of ours add to X-Forwarded-For; without one, only the connection itself is believed.
NUM_PROXIES = env.int("NUM_PROXIES", default=1 if PRODUCTION else 0)
ALLAUTH_TRUSTED_PROXY_COUNT = NUM_PROXIES
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False  # desks share their computers
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only where one has just signed up, in the same browser
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.SignInForm",
    "signup": "accounts.sign_in_forms.SignUpForm",
    "add_email": "accounts.sign_in_forms.ChangeEmailForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "accounts.sign_in_forms.AskPasswordForm",
    "reset_password_from_key": "accounts.sign_in_forms.NewPasswordForm",
    "reauthenticate": "accounts.sign_in_forms.ConfirmByPasswordForm",
}
# Beside these, allauth's own: sign-in 30 and sign-up 20 a minute for an address on the Internet, passkeys 10; for a
# person signed in: confirming who they are 10, password 5, e-mail 10. None counts for an account what strangers do
# to it, or they would lock its person out; two do count, because there it costs the person nothing or little.
LIMITS = {
    "login_failed": "10/m/ip",  # wrong passwords; wrong codes too
    "reset_password": "20/m/ip",  # not for each account: who keeps asking for your link must not stop you asking
    "unasked_mail": "5/h/key",  # of one kind to one mailbox; beyond, silence: the link in the last one still holds
    "second_factor": "10/15m/key",  # for a person: who guesses codes has the password; a passkey still opens
    "invite": "20/h/user",
    "shortlist": "10/h/ip,5/h/key",  # lists by e-mail: from one address on the Internet, to one mailbox
    "report_status": "30/m/ip",  # codes have 50 bits
    "referral_answer": "30/m/ip",  # links have 192 bits
    # What anybody sends from a page; a library or a desk has one address for many people.
    "report": "10/10m/ip",
    **dict.fromkeys(["call_back", "volunteer_application", "return_code", "bulletin", "training"], "10/10m/ip"),
}
ACCOUNT_RATE_LIMITS = LIMITS if THROTTLES else False
MFA_RATE_LIMITS = {} if THROTTLES else False
EVEN_TIME = 0.5  # seconds; see `puntocomunita.even_time`
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=PRODUCTION)
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.AuthenticateForm",
    "authenticate_webauthn": "accounts.sign_in_forms.AuthenticateByPasskeyForm",
    "reauthenticate": "accounts.sign_in_forms.ConfirmByCodeForm",
    "reauthenticate_webauthn": "accounts.sign_in_forms.ConfirmByPasskeyForm",
    "login_webauthn": "accounts.sign_in_forms.SignInByPasskeyForm",
    "activate_totp": "accounts.sign_in_forms.ActivateAppForm",
    "add_webauthn": "accounts.sign_in_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.sign_in_forms.RenamePasskeyForm",
}
# Nobody is signed in before their address is confirmed; with a second factor they may still change it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Punto Comunità"
MFA_TOTP_TOLERANCE = 1  # steps before and after; `accounts.limits` lets a code in once in all three
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "accounts.broker.BrokerAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
# A broker that puts SPID and CIE in front; without a server there is none.
SOCIALACCOUNT_FORMS = {"signup": "accounts.broker.BrokerSignUpForm"}
SOCIALACCOUNT_PROVIDERS = {}
OIDC_TRUST_EMAIL = env.bool("OIDC_TRUST_EMAIL", default=False)  # whether an address it gives needs no confirmation
OIDC_ORIGINS = env.list("OIDC_ORIGINS", default=[])
if OIDC_SERVER_URL := env("OIDC_SERVER_URL", default=""):
    if PRODUCTION and not OIDC_SERVER_URL.startswith("https://"):
        raise ImproperlyConfigured("Set OIDC_SERVER_URL: the address of the broker, with https://.")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "broker",
                "name": env("OIDC_NAME", default="SPID o CIE"),
                "client_id": required("OIDC_CLIENT_ID", "", "as the broker calls this portal"),
                "secret": required("OIDC_CLIENT_SECRET", "", "what the broker gave this portal to show who it is"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ],
    }
    OIDC_ORIGINS.insert(0, "/".join(OIDC_SERVER_URL.split("/")[:3]))
# Encrypts what identifies a person; several, with commas, while a new one takes over: the first encrypts.
CLIENT_DATA_KEY = required(
    "CLIENT_DATA_KEY",
    "ZGVtby1rZXktbmV2ZXItdXNlZC1pbi1wcm9kdWN0aW8=",
    "32 random bytes in base64, as `openssl rand -base64 32 | tr +/ -_` prints them",
    lambda keys: all(map(is_fernet_key, keys.split(","))),
)
PASSWORD_HASHERS = [
    "puntocomunita.passwords.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # kept before; renewed at the next sign-in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.NotOnesOwnName"},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.NotTooLong"},
    {"NAME": "puntocomunita.passwords.GuessableValidator"},
]

# The language is in the address, never in a cookie or header; Italian has no prefix.
LANGUAGE_CODE = "it"
LANGUAGES = [("it", _("Italiano"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Rome"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "puntocomunita.finders.ThemeFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TILE_URL = env("TILE_URL", default="")
TILE_ATTRIBUTION = env("TILE_ATTRIBUTION", default="")
LEAFLET_CONFIG = {"TILES": [], "NO_GLOBALS": False}

MAIL_SERVER = required("EMAIL_URL", "consolemail://", "smtp+tls://user:password@host:587, so that mail leaves")
vars().update(env.email_url_config(MAIL_SERVER))
EMAIL_TIMEOUT = 10  # seconds; who waits for a page hears that the mail did not leave
DEFAULT_FROM_EMAIL = required(
    "DEFAULT_FROM_EMAIL",
    "Punto Comunità <noreply@demo.puntocomunita.example>",
    "the address that the portal writes from, as Name <address>",
    lambda address: "@" in address,
)

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["puntocomunita.api.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.RulePermission"],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ]
    if THROTTLES
    else [],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "240/min"},
    "NUM_PROXIES": NUM_PROXIES,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "puntocomunita.api.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Punto Comunità",
    "DESCRIPTION": "The directory of services of a neighbourhood network, as HSDS 3.0.",
    "VERSION": "3.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # it looks at both spellings of each address; ours is `services.api.schema`
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'", *OIDC_ORIGINS],  # browsers ask it of where a form's answer redirects to, too
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
if TILE_URL:
    _tile_host = "/".join(TILE_URL.split("/")[:3]).replace("{s}", "*")
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(_tile_host)

PERMISSIONS_POLICY = {feature: [] for feature in ("camera", "display-capture", "microphone", "payment", "usb")} | {
    "geolocation": "self",
    "publickey-credentials-create": "self",
    "publickey-credentials-get": "self",
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # refused instead (`DoorMiddleware`)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # not Strict: links in mails and the broker come from outside
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # whatever way one came in
SESSION_COOKIE_AGE = 12 * 60 * 60  # a long day at the desk, and then one signs in again
SESSION_IDLE_AGE = 2 * 60 * 60  # desks share their computers
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if PRODUCTION else ("session", "csrf")
# What a request may bring: the longest form of ours (hours, in the administration) has some 300 fields, and no file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["puntocomunita.uploads.NoUploads"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Whom to tell of a weakness (`/.well-known/security.txt`): an address, `mailto:` or `https:`.
SECURITY_CONTACT = env("SECURITY_CONTACT", default="mailto:" + parseaddr(DEFAULT_FROM_EMAIL)[1])

LOGGING = logs.logging(env("SENTRY_DSN", default=""), PUNTO_ENV)
