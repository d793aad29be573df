"""What a page's form may send: from our own pages, small, and once understood nothing but short texts."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from portal_app import settings
from portal_app.settings import Mode

LARGEST_BODY = 4_096
SLOWEST_BODY_SECONDS = 20
MOST_FIELDS = 12
SCRIPTS = "application/json"


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that one of our pages sent.

    403 from elsewhere, 408 too slow, 413 too large, 415 not a form, 400 not whole.
    """
    if not comes_from_us(request):
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", ""}:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(SLOWEST_BODY_SECONDS):
            body = await _body(request)
    except TimeoutError:
        raise HTTPException(408) from None
    except ClientDisconnect:
        raise HTTPException(400) from None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400) from None
    return {name: value.replace("\0", "") for name, value in pairs}


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413)
    return bytes(body)


def comes_from_us(request: Request) -> bool:
    """Whether a page of ours sent this: browsers name the page's origin on every POST and scripts cannot forge it.

    One told to send no referrer says "null" instead; then its own note that the page is of the same origin counts.
    """
    origin = request.headers.get("origin")
    if origin == "null":
        return request.headers.get("sec-fetch-site") == "same-origin"
    return origin is not None and origin.lower() in _ours(request)


def opens_our_socket(scope: Scope) -> bool:
    """Whether a page of ours opens this socket: browsers name the page's origin, and who names none is no page."""
    connection = HTTPConnection(scope)
    return connection.headers.get("origin", "").lower() in _ours(connection)


def _ours(connection: HTTPConnection) -> set[str]:
    """This installation's origin. A demo is reached under whatever name the machine has, but none of the internet's."""
    told = settings.current()
    own = {told.public_url.lower()} - {""}
    host = connection.headers.get("host", "")
    if host and told.mode is Mode.DEMO and _is_a_machines(connection.url.hostname or ""):
        scheme = {"ws": "http", "wss": "https"}.get(connection.url.scheme, connection.url.scheme)
        own.add(f"{scheme}://{host}".lower())
    return own


def told(take: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """`take`, which takes a form, for a page's script too: it is told where to go instead of being sent there."""

    async def answer(request: Request) -> Response:
        sent = await take(request)
        if request.headers.get("accept") != SCRIPTS:
            return sent
        response = JSONResponse({"to": sent.headers["location"]})
        response.raw_headers += [header for header in sent.raw_headers if header[0] == b"set-cookie"]
        return response

    return answer


def _is_a_machines(name: str) -> bool:
    """Whether a name is an address or one that only the network around here knows.

    Any other may be somebody's who had it lead here: then the page that sends this is theirs.
    """
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith((".localhost", ".local"))
    return True
