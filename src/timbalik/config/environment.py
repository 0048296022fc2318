"""The settings a host may give, read by typed functions that refuse unknown values.

Every variable is ``TIMBALIK_<NAME>`` or ``TIMBALIK_<NAME>_FILE`` (its value then stands in that file);
``DATABASE_URL`` is read as well, because every host names it so. ``docs/hosting.md`` documents each one,
and a test holds that list complete.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from environs import Env

PREFIX = "TIMBALIK_"
DOCUMENTED = (
    "DATA_DIR",
    "DATABASE_URL",
    "KEYS_DATABASE_URL",
    "SECRET_KEY",
    "MASTER_KEY",
    "BASE_URL",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXY",
    "DEBUG",
    "MAIL_URL",
    "MAIL_FROM",
    "TIME_ZONE",
    "MAX_IMPORT_MB",
)


class SettingRefused(Exception):
    """A setting has a value that is not accepted; the message names it and what is accepted."""


@dataclass(frozen=True)
class Host:
    """What the host of this installation decided."""

    data_dir: Path
    database_url: str
    keys_database_url: str
    secret_key: str
    master_key: str
    base_url: str
    allowed_hosts: tuple[str, ...]
    trusted_proxy: bool
    debug: bool
    mail_url: str
    mail_from: str
    time_zone: str
    max_import_mb: int


def read_host() -> Host:
    env = Env(expand_vars=False)
    _values_from_files()
    data_dir = Path(env.str(PREFIX + "DATA_DIR", "var")).resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    base_url = env.str(PREFIX + "BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    if not base_url.startswith(("http://", "https://")):
        raise SettingRefused(f"{PREFIX}BASE_URL: got {base_url!r}; accepted: http://… or https://…")
    return Host(
        data_dir=data_dir,
        database_url=env.str(PREFIX + "DATABASE_URL", "")
        or env.str("DATABASE_URL", "")
        or f"sqlite:///{data_dir}/timbalik.sqlite3",
        keys_database_url=env.str(PREFIX + "KEYS_DATABASE_URL", "") or f"sqlite:///{data_dir}/keys.sqlite3",
        secret_key=_secret(env, "SECRET_KEY", data_dir),
        master_key=_secret(env, "MASTER_KEY", data_dir),
        base_url=base_url,
        allowed_hosts=tuple(env.list(PREFIX + "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])),
        trusted_proxy=env.bool(PREFIX + "TRUSTED_PROXY", False),
        debug=env.bool(PREFIX + "DEBUG", False),
        mail_url=env.str(PREFIX + "MAIL_URL", ""),
        mail_from=env.str(PREFIX + "MAIL_FROM", "Timbalik <timbalik@localhost>"),
        time_zone=env.str(PREFIX + "TIME_ZONE", "Asia/Jakarta"),
        max_import_mb=env.int(PREFIX + "MAX_IMPORT_MB", 32),
    )


def keep_kernels(package: Path, data_dir: Path) -> None:
    """Keep the compiled pairing kernels in the data folder where the package's own may not be written.

    Told by the variable of the compiler itself, before anybody loads it; a host that sets it decides.
    """
    if not os.access(package / "engine" / "assignment", os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(data_dir / "kernels"))


def _values_from_files() -> None:
    for name in DOCUMENTED:
        file = os.environ.get(f"{PREFIX}{name}_FILE")
        if file and PREFIX + name not in os.environ:
            os.environ[PREFIX + name] = Path(file).read_text().strip()


def _secret(env: Env, name: str, data_dir: Path) -> str:
    """The secret of that name: given by the host, or made once and kept beside the data, readable by its owner alone."""
    if given := env.str(PREFIX + name, ""):
        if len(given) < 32:
            raise SettingRefused(f"{PREFIX}{name}: got {len(given)} characters; accepted: 32 or more")
        return given
    kept = data_dir / name.lower().replace("_", "-")
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made
