"""`espai doctor`: what is right and what is wrong with an installation, each in a sentence (OP-4)."""

import stat

from sqlalchemy.exc import SQLAlchemyError

from portal_app import build, reach, server, settings
from portal_app.doctor import machine
from portal_app.doctor.finding import Finding, ill, well
from portal_app.domain.problems import Busy
from portal_app.services import key_rotation, schema, transaction
from portal_app.services.key_rotation import LeftBehind
from portal_app.services.set_up import time_off
from portal_app.services.transaction import Database
from portal_app.settings import CannotGoOn, Mode, Say, Settings

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def examine() -> list[Finding]:
    """Look at everything that can be looked at without changing anything."""
    try:
        now = settings.current()
    except CannotGoOn as refusal:
        return [ill("settings", refusal.sentence)]
    return [
        well("settings", lambda t: t("The settings make sense, for {mode}.", mode=now.mode.value)),
        _address(now),
        _folder(now),
        _database(now),
        *_secrets(now),
        *_absences(now),
        *machine.examine(now),
        _pages(),
    ]


def _address(now: Settings) -> Finding:
    if not now.public_url:
        return ill(
            "address",
            lambda t: t("ESPAI_PUBLIC_URL is missing: say where people reach Espai, such as https://portal.example."),
        )
    if now.mode is Mode.PRODUCTION and not now.secure:
        return ill(
            "address",
            lambda t: t("{url} has no TLS: codes and PINs would travel in the clear.", url=now.public_url),
        )
    return well("address", lambda t: t("People reach it at {url}.", url=now.public_url))


def _folder(now: Settings) -> Finding:
    try:
        server.check_writable(now.data_dir)
    except CannotGoOn as refusal:
        return ill("data", refusal.sentence)
    if now.mode is Mode.PRODUCTION and now.data_dir.stat().st_mode & OTHERS:
        return ill("data", lambda t: t("Others may look into {path}. Close it: chmod 700 {path}", path=now.data_dir))
    return well("data", lambda t: t("The data folder {path} can be written.", path=now.data_dir))


def _database(now: Settings) -> Finding:
    try:
        current = schema.is_current(now.database_url)
    except schema.NoDatabase as missing:
        refusal = missing.refusal
        return ill("database", lambda t: reach.no_database(t, refusal, now.database_url))
    if not current:
        return ill("database", lambda t: t("The database is of another version. Run `espai db upgrade` first."))
    return well("database", lambda t: t("The database answers and is of this version."))


def _secrets(now: Settings) -> list[Finding]:
    """What is kept under which secret; nothing to say while there is one and all is kept under it."""
    database = Database(now.database_url)
    transaction.use(database)
    try:
        if not schema.is_current(now.database_url):
            return []
        left = key_rotation.left_behind()
    except (SQLAlchemyError, schema.NoDatabase, Busy):
        return []
    finally:
        database.close()
    findings = []
    if left.lost:
        findings.append(
            ill(
                "secret",
                lambda t: t(
                    "Under a secret that is not there any more: {n} codes, PINs and passwords. Put its line back.",
                    n=left.lost,
                ),
            )
        )
    if len(now.secret_keys) > 1:
        findings.append(well("rotation", lambda t: _rotation(t, left)))
    return findings


def _rotation(t: Say, left: LeftBehind) -> str:
    phones = t("Phones that would ask for the code once more without it: {n}.", n=left.phones) if left.phones else ""
    return " ".join(part for part in (_kept(t, left), phones) if part)


def _kept(t: Say, left: LeftBehind) -> str:
    if left.codes or left.pins or left.passwords:
        return t(
            "Still kept under an older secret: {codes} codes, {pins} PINs, {passwords} passwords. Leave its line.",
            codes=left.codes,
            pins=left.pins,
            passwords=left.passwords,
        )
    return t("Nothing needs the older secret any more: its line may go.")


def _absences(now: Settings) -> list[Finding]:
    """Whether all that repeats can be read; nothing to say of a database that cannot be asked."""
    database = Database(now.database_url)
    transaction.use(database)
    try:
        if not schema.is_current(now.database_url):
            return []
        unreadable = time_off.unreadable()
    except (SQLAlchemyError, schema.NoDatabase, Busy):
        return []
    finally:
        database.close()
    if not unreadable:
        return [well("absences", lambda t: t("All time off that repeats can be read."))]
    return [
        ill(
            "absences",
            lambda t: t(
                "Time off whose repetition cannot be read: {n}. It closes its first day alone; "
                "remove it in the settings.",
                n=unreadable,
            ),
        )
    ]


def _pages() -> Finding:
    if build.is_built():
        return well("pages", lambda t: t("The pages are built."))
    return ill("pages", lambda t: t("The pages are not built yet, or of another version: `espai build`."))
