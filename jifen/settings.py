"""Settings: one table, read once. Nothing else in the product reads the environment.

What belongs to a scheme (cycle, lines, quotas, periods) is in the rulebook, not here.
"""

import contextlib
import hashlib
import os
import secrets
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # Django's own settings are dictionaries of anything
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: the variable's name, its default as text, what it is for."""

    name: str
    default: str
    help: str
    secret: bool = False
    """A secret may also come from a file named by `NAME_FILE`."""


TABLE = (
    Setting("JIFEN_HOME", "home", "Data folder: database, papers, the generated secret key."),
    Setting(
        "DATABASE_URL",
        "",
        "postgresql://user:password@host:port/name; empty: SQLite in the data folder.",
        secret=True,
    ),
    Setting(
        "JIFEN_SECRET_KEY",
        "",
        "Signs sessions; at least 32 characters. Empty: made once, kept in the data folder.",
        secret=True,
    ),
    Setting("JIFEN_HOSTS", "127.0.0.1,localhost", "Host names served, comma-separated."),
    Setting("JIFEN_HTTPS", "0", "1 behind TLS: secure cookies, HSTS, redirect to https."),
    Setting(
        "JIFEN_PUBLIC_ADDRESS",
        "",
        "Where others reach it, e.g. https://jf.example.cn: QR codes lead there. Empty: text only.",
    ),
    Setting(
        "JIFEN_DIGEST",
        "sha256",
        "What the chains are hashed with: sha256 or sm3. Chosen before a home's first record.",
    ),
    Setting(
        "JIFEN_RETENTION_YEARS",
        "10",
        "Full years after a person's last cycle before their data may be erased (archive rules).",
    ),
    Setting("JIFEN_SESSION_MINUTES", "30", "Minutes without a request after which one signs out."),
    Setting("JIFEN_FONTS", "", "Folder with licensed fonts (方正小标宋, 仿宋_GB2312) for PDF."),
    Setting(
        "JIFEN_BACKUPS",
        "",
        "Folder of the daily backups, best on another disk. Empty: backups/ in the data folder.",
    ),
    Setting("JIFEN_EVIDENCE_MB", "20480", "So many megabytes of evidence one town may keep."),
    Setting("JIFEN_BACKUPS_KEPT", "14", "So many daily backups are kept; older ones are removed."),
    Setting(
        "JIFEN_POSTGRESQL_PROGRAMS",
        "",
        "Folder with pg_dump and pg_restore of the server's version. Empty: those on the path.",
    ),
    Setting(
        "JIFEN_CHECKPOINTS",
        "",
        "Folder for checkpoints on another device than the database's, e.g. another host's share.",
    ),
    Setting("JIFEN_CHECKPOINT_MAIL", "", "Addresses that get each checkpoint, comma-separated."),
    Setting("JIFEN_CHECKPOINT_SYSLOG", "", "Another machine's syslog that gets it: host:port."),
    Setting("JIFEN_MAIL_SERVER", "localhost:25", "SMTP server that mail goes out by: host:port."),
    Setting("JIFEN_MAIL_FROM", "jifen@localhost", "Whom mail is from."),
    Setting("JIFEN_DEBUG", "0", "1 shows tracebacks in the browser; never where others reach it."),
)


def _read(name: str) -> str:
    row = next(row for row in TABLE if row.name == name)
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if row.secret and file is not None:
        if value is not None:
            raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: keep one.")
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(
                f"{name}_FILE: {file} cannot be read: {problem}"
            ) from problem
    return row.default if value is None else value


def _flag(name: str) -> bool:
    value = _read(name)
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: it must be 1 or 0.")
    return value == "1"


def _whole(name: str, least: int, most: int) -> int:
    value = _read(name)
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} is {value!r}: a whole number {least} to {most}.")
    return int(value)


def _digest() -> str:
    """Read what the chains are hashed with; one that OpenSSL lacks is refused before any record."""
    value = _read("JIFEN_DIGEST")
    if value not in {"sha256", "sm3"}:
        raise ImproperlyConfigured(f"JIFEN_DIGEST is {value!r}: it must be sha256 or sm3.")
    try:
        hashlib.new(value)
    except ValueError as problem:
        raise ImproperlyConfigured(
            f"JIFEN_DIGEST is {value}, but this Python's {ssl.OPENSSL_VERSION} has none."
            " Install one that has it (1.1.1 or later, built with SM3), or leave it at sha256."
        ) from problem
    return value


def _hosts() -> list[str]:
    hosts = [host.strip() for host in _read("JIFEN_HOSTS").split(",") if host.strip()]
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "JIFEN_HOSTS must name the hosts that are served; '*' is not one."
        )
    return hosts


def _folder(name: str) -> Path | None:
    value = _read(name)
    if value and not Path(value).is_dir():
        raise ImproperlyConfigured(f"{name} is {value!r}: there is no such folder.")
    return Path(value) if value else None


def _server(name: str) -> tuple[str, int]:
    host, _colon, port = _read(name).rpartition(":")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ImproperlyConfigured(f"{name} is {_read(name)!r}: it must look like host:port.")
    return host, int(port)


def _address(name: str) -> str:
    value = _read(name).rstrip("/")
    parts = urlsplit(value)
    if value and not (parts.scheme in {"http", "https"} and parts.hostname and not parts.path):
        raise ImproperlyConfigured(f"{name} is {value!r}: it must look like https://host.")
    return value


def _addresses(name: str) -> list[str]:
    found = [one.strip() for one in _read(name).split(",") if one.strip()]
    for one in found:
        if one.count("@") != 1 or set(one) & set("\r\n <>"):
            raise ImproperlyConfigured(f"{name} holds {one!r}: it must look like name@host.")
    return found


def _secret_key() -> str:
    key = _read("JIFEN_SECRET_KEY")
    if not key:
        kept = HOME / "secret-key"
        if not kept.exists():
            HOME.mkdir(parents=True, exist_ok=True)
            # Whole or not there, also on a full disk. Two processes may start at once: the first
            # file wins, both read it.
            handle, partial = tempfile.mkstemp(prefix=".secret-key-", dir=HOME)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(secrets.token_urlsafe(48))
                with contextlib.suppress(FileExistsError):
                    os.link(partial, kept)
            finally:
                Path(partial).unlink()
        key = kept.read_text(encoding="utf-8").strip()
    if len(key) < 32:
        raise ImproperlyConfigured("JIFEN_SECRET_KEY is too short: at least 32 characters.")
    return key


def sqlite(file: Path) -> dict[str, Any]:
    """Return how a home's SQLite database is opened."""
    return {
        "ENGINE": "jifen.custody.sqlite",
        "NAME": file,
        "OPTIONS": {
            # FULL: what was acknowledged survives a power cut. IMMEDIATE: a writer waits for its
            # turn instead of failing half-way (docs/decisions/0005-two-databases.md).
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        },
        "TEST": {"NAME": file.with_name("test.sqlite3")},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return how a PostgreSQL database is opened.

    Raises:
        ImproperlyConfigured: the address is none.
    """
    parts = urlsplit(url)
    name = parts.path.removeprefix("/")
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgresql://user:password@host:port/name."
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(name),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or query.get("host", "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # As long as SQLite waits for its lock (below it is "timeout").
        "OPTIONS": {"options": "-c lock_timeout=20s"},
    }


HOME = Path(_read("JIFEN_HOME")).resolve()
FONTS = _folder("JIFEN_FONTS")
# Looked for when it is needed: a share that is away for an hour must not keep Jifen from starting.
CHECKPOINTS = Path(_read("JIFEN_CHECKPOINTS")) if _read("JIFEN_CHECKPOINTS") else None
CHECKPOINT_MAIL = _addresses("JIFEN_CHECKPOINT_MAIL")
CHECKPOINT_SYSLOG = _server("JIFEN_CHECKPOINT_SYSLOG") if _read("JIFEN_CHECKPOINT_SYSLOG") else None
EMAIL_HOST, EMAIL_PORT = _server("JIFEN_MAIL_SERVER")
EMAIL_TIMEOUT = 20
(DEFAULT_FROM_EMAIL,) = _addresses("JIFEN_MAIL_FROM") or ["jifen@localhost"]
POSTGRESQL_PROGRAMS = _folder("JIFEN_POSTGRESQL_PROGRAMS")
BACKUPS = _folder("JIFEN_BACKUPS")
BACKUPS_KEPT = _whole("JIFEN_BACKUPS_KEPT", 1, 3650)
EVIDENCE_BYTES = _whole("JIFEN_EVIDENCE_MB", 1, 10_000_000) << 20
DEBUG = _flag("JIFEN_DEBUG")
HTTPS = _flag("JIFEN_HTTPS")
ALLOWED_HOSTS = _hosts()
DIGEST = _digest()
# 国家档案局令第8号 (2006): 定期 is 10 or 30 years; 个人信息保护法 19: no longer than needed.
RETENTION_YEARS = _whole("JIFEN_RETENTION_YEARS", 1, 100)
PUBLIC_ADDRESS = _address("JIFEN_PUBLIC_ADDRESS")
SECRET_KEY = _secret_key()
_DATABASE = _read("DATABASE_URL")
DATABASES = {"default": postgresql(_DATABASE) if _DATABASE else sqlite(HOME / "jifen.sqlite3")}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tasks_db",
    # The nouns, lowest first; each may import only those above it in this list.
    "jifen.chain",
    "jifen.sendings",
    "jifen.people",
    "jifen.rulebook",
    "jifen.cycles",
    "jifen.recusals",
    "jifen.evidence",
    "jifen.papers",
    "jifen.notices",
    "jifen.meetings",
    "jifen.ledger",
    "jifen.claims",
    "jifen.appeals",
    "jifen.publicity",
    "jifen.tasks",
    "jifen.standings",
    "jifen.results",
    "jifen.outcomes",
    "jifen.jobs",
    # The doors.
    "jifen.web",
    "jifen.console",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jifen.web.once.Again",
    "jifen.web.gate.Gate",
    "jifen.web.once.Once",
]
ROOT_URLCONF = "jifen.urls"
WSGI_APPLICATION = "jifen.urls.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "jifen.web.gate.context",
            ],
            "builtins": ["jifen.web.templatetags.form_keys"],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Sign-in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["jifen.web.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "jifen.web.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/15m/key,20/15m/ip"}
CHECK_LIMITS = {"check": "20/m/ip,200/h/ip"}
"""How often one network may compare a receipt: a hand never types so fast, guessing would."""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "jifen.web.sessions"
SESSION_COOKIE_AGE = _whole("JIFEN_SESSION_MINUTES", 5, 720) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-jifen" if HTTPS else "jifen"
SESSION_ABSOLUTE_SECONDS = 12 * 3600
CSRF_FAILURE_VIEW = "jifen.web.errors.no_token"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-jifen-csrf" if HTTPS else "jifen-csrf"
# Shared by every worker process: a limit counts once, however many serve.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "jifen_cache"}
}

# Work in the background: rows of the database, written with what causes them (jifen/jobs).
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "care"]},
}

# What a browser may do with our pages
SECURE_SSL_REDIRECT = HTTPS
# Jifen itself speaks plain HTTP: with JIFEN_HTTPS a proxy in front says how it was reached. Without
# this every request would be sent to https for ever. The proxy must set the header, not pass it on.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
WHITENOISE_ALLOW_ALL_ORIGINS = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "web" / "static-root"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 22 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 22 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
