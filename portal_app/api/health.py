"""Whether the process runs, and whether it can serve (OP-4)."""

from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal_app import farewell, settings
from portal_app.api.threads import reading
from portal_app.domain.problems import Problem
from portal_app.services.front import front

PATIENCE_SECONDS = 2


async def live(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"})


async def ready(_request: Request) -> Response:
    """The database answers, Redis where there is one, and the process takes something new."""
    if farewell.has_begun():
        return JSONResponse({"status": "ends"}, 503)
    try:
        await reading(front)
    except Problem:
        return JSONResponse({"status": "not ready", "waits_for": "database"}, 503)
    if not await _redis_answers():
        return JSONResponse({"status": "not ready", "waits_for": "redis"}, 503)
    return JSONResponse({"status": "ready"})


async def _redis_answers() -> bool:
    url = settings.current().redis_url
    if url is None:
        return True
    client = Redis.from_url(url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS)
    try:
        return bool(await client.ping())  # pyright: ignore[reportGeneralTypeIssues]  The client's types cover its blocking twin too.
    except (RedisError, OSError, TimeoutError):
        return False
    finally:
        await client.aclose()


def routes() -> list[Route]:
    """For whoever watches the server."""
    return [
        Route("/health/live", live, methods=["GET"]),
        Route("/health/ready", ready, methods=["GET"]),
    ]
