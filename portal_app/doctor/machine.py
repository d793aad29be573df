"""What an installation stands on: the proxy in front of it, Redis, the time zones, the disk, the clock."""

import shutil
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import metadata

from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from portal_app import clock, reach
from portal_app.doctor.finding import Finding, ill, well
from portal_app.domain.problems import Busy
from portal_app.services import installation, transaction
from portal_app.services.transaction import Database
from portal_app.settings import CannotGoOn, Mode, Settings, lines

# A practice's day is some megabytes; a backup beside it doubles the file.
LEAST_FREE_BYTES = 1_000_000_000
# Minutes decide here: when a slot has passed, when a session is over.
MOST_APART = timedelta(seconds=5)


def examine(now: Settings) -> list[Finding]:
    """Everything there is to say about the machine."""
    return [*_proxy(now), *_lines(now), *_redis(now), _zones(), _disk(now), _clock(now)]


def _proxy(now: Settings) -> list[Finding]:
    if now.mode is not Mode.PRODUCTION or not now.secure:
        return []
    if not now.trusted_proxy_hops:
        return [
            ill(
                "proxy",
                lambda t: t(
                    "TLS ends at a proxy, but ESPAI_TRUSTED_PROXY_HOPS is 0: everybody seems to come from its "
                    "address. Set it to how many proxies in front are yours."
                ),
            )
        ]
    return [well("proxy", lambda t: t("Proxies in front that are trusted: {n}.", n=now.trusted_proxy_hops))]


def _lines(now: Settings) -> list[Finding]:
    """Whether others could read what goes to a database or Redis elsewhere; nothing to say while all is here."""
    if now.mode is not Mode.PRODUCTION:
        return []
    try:
        lines.check(database_url=now.database_url, redis_url=now.redis_url, private_network=now.private_network)
    except CannotGoOn as refusal:
        return [ill("lines", refusal.sentence)]
    return []


def _redis(now: Settings) -> list[Finding]:
    if now.redis_url is None:
        return []
    try:
        reach.check_redis(now.redis_url)
    except CannotGoOn as refusal:
        return [ill("redis", refusal.sentence)]
    return [well("redis", lambda t: t("Redis answers."))]


def _zones() -> Finding:
    try:
        zoneinfo.ZoneInfo("Europe/Madrid")
        version = metadata.version("tzdata")
    except (zoneinfo.ZoneInfoNotFoundError, metadata.PackageNotFoundError):
        return ill("zones", lambda t: t("The time zones are missing: install the package tzdata again."))
    return well("zones", lambda t: t("The time zones are those of {version}.", version=version))


def _disk(now: Settings) -> Finding:
    try:
        free = shutil.disk_usage(now.data_dir).free
    except OSError:
        return ill("disk", lambda t: t("How much room {path} has cannot be found out.", path=now.data_dir))
    megabytes = free // 1_000_000
    if free < LEAST_FREE_BYTES:
        return ill(
            "disk",
            lambda t: t(
                "Only {n} MB are left for {path}: make room, or nothing can be written.",
                n=megabytes,
                path=now.data_dir,
            ),
        )
    return well("disk", lambda t: t("The disk has room: {n} MB.", n=megabytes))


def _clock(now: Settings) -> Finding:
    """Against the clocks of the database and of Redis, and against what was written down last."""
    here, others = clock.now(), _other_clocks(now)
    apart = max((abs(one - here) for one in others), default=timedelta())
    if apart > MOST_APART:
        return ill(
            "clock",
            lambda t: t(
                "The clocks of this machine and of its database or Redis are {n} seconds apart: let NTP set them.",
                n=int(apart.total_seconds()),
            ),
        )
    if (last := _last_entry(now)) is not None and last - here > MOST_APART:
        return ill(
            "clock",
            lambda t: t(
                "The clock is behind what was last written down, {n} seconds: let NTP set it.",
                n=int((last - here).total_seconds()),
            ),
        )
    return well("clock", lambda t: t("The clock agrees with those around it."))


def _other_clocks(now: Settings) -> list[datetime]:
    found = []
    if now.redis_url is not None:
        try:
            with reach.redis_client(now.redis_url) as client:
                seconds, micros = client.time()  # pyright: ignore[reportGeneralTypeIssues]  The client's types cover its async twin too.
            found.append(datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micros))
        except (RedisError, OSError, ValueError):
            pass
    database = Database(now.database_url)
    try:
        if not database.is_sqlite:
            with database.engine.connect() as connection:
                found.append(connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one())
    except SQLAlchemyError:
        pass
    finally:
        database.close()
    return found


def _last_entry(now: Settings) -> datetime | None:
    database = Database(now.database_url)
    transaction.use(database)
    try:
        return installation.last_entry_at()
    except (SQLAlchemyError, Busy):
        return None
    finally:
        database.close()
