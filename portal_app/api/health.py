"""Whether the process runs, and whether it can serve (OP-4)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal_app.api.threads import reading
from portal_app.domain.problems import Problem
from portal_app.services.front import front


async def live(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "live"})


async def ready(_request: Request) -> Response:
    """The database answers."""
    try:
        await reading(front)
    except Problem:
        return JSONResponse({"status": "not ready"}, 503)
    return JSONResponse({"status": "ready"})


def routes() -> list[Route]:
    """For whoever watches the server."""
    return [
        Route("/health/live", live, methods=["GET"]),
        Route("/health/ready", ready, methods=["GET"]),
    ]
