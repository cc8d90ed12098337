"""Settings, read from the environment and from `.env` beside manage.py.

Every variable that can be set is in `.env.example` with a sentence on what it does.
"""

from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from csbm_catalog.build import build_digest

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY = env.str("DJANGO_SECRET_KEY", default="")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "DJANGO_SECRET_KEY is not set. `make run` writes one to .env; by hand: python3 -c "
        "'import secrets; print(\"DJANGO_SECRET_KEY=\" + secrets.token_urlsafe(50))' >> .env"
    )

# DJANGO_HTTPS alone tells production from a trial: see README, "Configure it".
HTTPS = env.bool("DJANGO_HTTPS", default=True)
TRUSTED_PROXIES = env.int("DJANGO_TRUSTED_PROXIES", default=0)
CLOSED = env.bool("DJANGO_CLOSED", default=False)
CONTACT = env.str("DJANGO_CONTACT", default="")
if CONTACT and "@" not in parseaddr(CONTACT)[1]:
    raise ImproperlyConfigured("DJANGO_CONTACT is to be an e-mail address.")
BUILD = build_digest(BASE_DIR)

ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "csbm_catalog",
    "conferences",
    "measures",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "simple_history",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "csbm_catalog.middleware.RequestLog",
    # Headers go around whatever may answer on its own: the redirect to https, the guard, static files.
    "csbm_catalog.middleware.StrictHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csbm_catalog.middleware.Guard",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "csbm_catalog.accounts.door.AdminDoor",
    "csbm_catalog.middleware.ClosedSite",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "csbm_catalog.urls"
WSGI_APPLICATION = "csbm_catalog.wsgi.application"

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
                "csbm_catalog.versions.record",
                "measures.packets.staff.desk",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
database = DATABASES["default"]
if database["ENGINE"] == "django.db.backends.sqlite3":
    # Writers wait their turn from the start of a transaction, readers never wait.
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    } | database.get("OPTIONS", {})
else:
    database.setdefault("CONN_MAX_AGE", 60)
    database["CONN_HEALTH_CHECKS"] = True
    database["OPTIONS"] = {"connect_timeout": 3} | database.get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name, **options}
    for name, options in [
        ("django.contrib.auth.password_validation.UserAttributeSimilarityValidator", {}),
        ("django.contrib.auth.password_validation.MinimumLengthValidator", {"OPTIONS": {"min_length": 15}}),
        ("django.contrib.auth.password_validation.CommonPasswordValidator", {}),
        ("csbm_catalog.accounts.passwords.VarietyValidator", {}),
    ]
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Who guesses at a password has five tries, and an address fifty, counted before each: see csbm_catalog.accounts.attempts.
AXES_HANDLER = "csbm_catalog.accounts.attempts.Attempts"
AXES_FAILURE_LIMIT = 5
ADDRESS_FAILURE_LIMIT = 50  # for whatever accounts from one address: an office may share one
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "csbm_catalog.accounts.attempts.locked_out"
AXES_CLIENT_IP_CALLABLE = "csbm_catalog.visitors.neighborhood"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
OTP_TOTP_ISSUER = "CSBM Catalogue"
CSRF_FAILURE_VIEW = "csbm_catalog.accounts.held.csrf_failure"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
RESET_LINK_SECONDS = 2 * 3600
INVITATION_LINK_SECONDS = 7 * 24 * 3600
PASSWORD_RESET_TIMEOUT = max(RESET_LINK_SECONDS, INVITATION_LINK_SECONDS)

# Without EMAIL_URL nothing is sent: the pages say so, and administrators hand links on themselves.
SENDS_EMAIL = bool(env.str("EMAIL_URL", default=""))
vars().update(env.email_url("EMAIL_URL") if SENDS_EMAIL else env.email_url_config("dummymail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DJANGO_EMAIL_FROM", default="") or CONTACT
if SENDS_EMAIL and "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    raise ImproperlyConfigured("EMAIL_URL needs DJANGO_EMAIL_FROM or DJANGO_CONTACT: whom e-mails are from.")
EMAIL_TIMEOUT = 10

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "csbm_catalog" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Kept in each process, by version of the record: nothing here outlives a change, or is missed when lost.
CACHES = {
    name: {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": entries},
    }
    for name, entries in {"default": 100, "vocabulary": 4, "cards": 4000, "pages": 500}.items()
}

# Two people stand behind each published change, unless a small office says otherwise.
OWN_DRAFTS_MAY_BE_PUBLISHED = env.bool("DJANGO_OWN_DRAFTS", default=False)

# Finished PDFs are kept in the database up to this size together; the oldest give way.
PDF_KEPT_BYTES = env.int("DJANGO_PDF_KEPT_MEGABYTES", default=100) * 1024**2

FILE_UPLOAD_HANDLERS = [
    "csbm_catalog.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" sends forms with "Origin: null": refused
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "csbm_catalog.logs.JsonLines"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("DJANGO_LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # One line a request is ours: see csbm_catalog.middleware.RequestLog. Django adds only our faults.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["null"], "propagate": False},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
