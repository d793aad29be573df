"""Why the database or Redis cannot be used, in a sentence that names the setting to correct, and never a password."""

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError
from sqlalchemy.engine import make_url

from portal_app.services.unreached import Unreached, Why
from portal_app.settings import CannotGoOn, Say

PATIENCE_SECONDS = 3


def no_database(t: Say, refusal: Unreached, url: str, *, named: str = "ESPAI_DATABASE_URL") -> str:
    """What to do about one that cannot be reached. `named` is where its address was given."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return t(
            "The database {path} cannot be opened: see whether the disk is full and who may write there, or correct "
            "{setting}.",
            path=address.database,
            setting=named,
        )
    if refusal.why is Why.WHO:
        return t(
            "PostgreSQL does not let {user} in: correct the user or the password in {setting}.",
            user=address.username or t("whoever asks without a name"),
            setting=named,
        )
    if refusal.why is Why.WHICH:
        return t(
            "PostgreSQL has no database {name}: make it, or correct {setting}.",
            name=address.database or address.username or "",
            setting=named,
        )
    if refusal.why is Why.OTHERWISE:
        return t("PostgreSQL refuses what {setting} asks for. It says: {words}", setting=named, words=refusal.words)
    return t("The database does not answer. Start it, or correct {setting}.", setting=named)


def redis_client(url: str) -> Redis:
    """Redis, waited for no longer than is worth it before a start."""
    return Redis.from_url(url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS)


def check_redis(url: str) -> None:
    """Make sure that Redis takes us in: `CannotGoOn` when it does not answer or refuses.

    `RedisRefuses` when waiting changes nothing.
    """
    try:
        with redis_client(url) as client:
            client.ping()
    except AuthenticationError:
        raise RedisRefuses(
            lambda t: t("Redis does not let us in: correct the user or the password in ESPAI_REDIS_URL.")
        ) from None
    except ResponseError as refusal:
        words = str(refusal)
        raise RedisRefuses(
            lambda t: t("Redis refuses what ESPAI_REDIS_URL asks for. It says: {words}", words=words)
        ) from None
    except (RedisError, OSError, ValueError):
        raise CannotGoOn(lambda t: t("Redis does not answer. Start it, or correct ESPAI_REDIS_URL.")) from None


class RedisRefuses(CannotGoOn):
    """Redis answers, and does not take us in."""
