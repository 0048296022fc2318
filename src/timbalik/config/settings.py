"""The one settings module. What a host decides comes from ``environment``; choices of a programme live with the programme."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import dj_database_url
from csp.constants import NONE, SELF

from timbalik.config import logs
from timbalik.config.environment import SettingRefused, keep_kernels, read_host

HOST = read_host()
PACKAGE = Path(__file__).resolve().parent.parent
BASE_URL = HOST.base_url
IS_HTTPS = BASE_URL.startswith("https://")
DATA_DIR = HOST.data_dir
keep_kernels(PACKAGE, DATA_DIR)

SECRET_KEY = HOST.secret_key
MASTER_KEY = HOST.master_key
DEBUG = HOST.debug
ALLOWED_HOSTS = [*HOST.allowed_hosts, urlparse(BASE_URL).hostname or "127.0.0.1"]
MAX_IMPORT_MB = HOST.max_import_mb

# --- Applications, in the order of imports: the lowest last ---------------------------------------------------------

INSTALLED_APPS = [
    "timbalik.web",
    "timbalik.web.public",
    "timbalik.web.participant",
    "timbalik.web.coordinator",
    "timbalik.web.sponsor",
    "timbalik.web.partner",
    "timbalik.web.assistant",
    "timbalik.web.confidant",
    "timbalik.api",
    "timbalik.evaluation",
    "timbalik.journey",
    "timbalik.matching",
    "timbalik.surveys",
    "timbalik.meetings",
    "timbalik.learning",
    "timbalik.relationships",
    "timbalik.programmes",
    "timbalik.notifications",
    "timbalik.people",
    "timbalik.audit",
    "allauth",
    "allauth.account",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
    "csp",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "timbalik.web.middleware.PersonMiddleware",
    "timbalik.web.access.AccessMiddleware",
    "timbalik.web.forgotten.ForgottenMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "timbalik.config.urls"
WSGI_APPLICATION = "timbalik.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# cotton and template-partials each want to own the loaders; with both named here neither overwrites the other.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "lucide.templatetags.lucide",
                "timbalik.web.templatetags.pictures",
                "timbalik.web.templatetags.wording",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "timbalik.web.shells.own_shell",
                "timbalik.web.kinds.sides",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "timbalik.web.fields.Renderer"

# --- Databases: the data, and the keys apart from it (ARCHITECTURE 6) ------------------------------------------------

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;PRAGMA analysis_limit=1000;",
}


def database(url: str) -> dict[str, Any]:
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        parsed["OPTIONS"] = dict(SQLITE_OPTIONS)
    elif parsed["ENGINE"] == "django.db.backends.postgresql":
        parsed["CONN_MAX_AGE"] = 60
        parsed["CONN_HEALTH_CHECKS"] = True
    else:
        raise SettingRefused(f"DATABASE_URL: got {parsed['ENGINE']}; accepted: sqlite:///… or postgresql://…")
    return parsed


DATABASES = {"default": database(HOST.database_url), "keys": database(HOST.keys_database_url)}
DATABASE_ROUTERS = ["timbalik.relationships.routers.KeyStoreRouter"]

# --- Accounts: no passwords, a code by mail ---------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, str]] = []
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "timbalik.web.public.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the page of sign-in writes to unknown addresses itself
ACCOUNT_FORMS = {
    "request_login_code": "timbalik.web.public.forms.RequestCodeForm",
    "confirm_login_code": "timbalik.web.public.forms.ConfirmCodeForm",
}
ACCOUNT_RATE_LIMITS = False  # ours count exactly, in the database: web/public/limits.py
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if IS_HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    CSRF_TRUSTED_ORIGINS = [BASE_URL]
if HOST.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else all visitors share the one budget of the proxy's address
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = HOST.time_zone

# --- Files, mail, tasks, logs -----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Uploads stay in memory: what an HR file holds beyond the columns we map is never written, not even for a moment.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = (MAX_IMPORT_MB + 1) * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600


def mail(url: str) -> dict[str, Any]:
    """Mail settings from ``smtp://user:password@host:port`` (or ``smtps://``, ``smtp+tls://``); without a URL mails go to files."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(DATA_DIR / "mail"),
        }
    parsed = urlparse(url)
    if parsed.scheme not in {"smtp", "smtps", "smtp+tls"} or not parsed.hostname:
        raise SettingRefused("TIMBALIK_MAIL_URL: accepted: smtp://, smtps:// or smtp+tls:// with a host")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parsed.hostname,
        "EMAIL_PORT": parsed.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parsed.scheme],
        "EMAIL_HOST_USER": unquote(parsed.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parsed.password or ""),
        "EMAIL_USE_SSL": parsed.scheme == "smtps",
        "EMAIL_USE_TLS": parsed.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 20,
    }


globals().update(mail(HOST.mail_url))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = HOST.mail_from
# Counts of API requests; the usual three hundred entries would soon throw each other out.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LOGGING = logs.LOGGING
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logs.STATUS_4XX_LEVEL
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
logs.configure_structlog()
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"
