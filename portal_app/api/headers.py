"""What stands on every answer: who may frame, run and keep it; and the framework's own doors, closed."""

import re
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal_app import logs, settings
from portal_app.api import front_end

TWO_YEARS = "max-age=63072000; includeSubDomains"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
NEVER = "no-store"
A_DAY = "public, max-age=86400"
A_MINUTE = "private, max-age=60"

# A script, a picture, a file: short, for there are many of them; a worker is held to it too.
OF_A_FILE = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

# What the framework answers and nothing of ours asks.
CLOSED = frozenset({"/ping", "/_health", "/_upload", "/_all_routes", "/auth-codespace"})
# Answers of the framework and its files that say nothing a person could use.
WORDLESS = frozenset({404, 405, 500})
# How an address is not written: steps that are empty or lead elsewhere, signs nobody types, the file behind a page.
_ODD = re.compile(r"//|[\x00-\x1f\x7f\\]|/\.{1,2}(/|$)|(?<!^/offline)\.html?/*$")
_HASHED = re.compile(r"^/assets/.+-[\w-]{8,}\.\w+$")


def policy(script_hashes: tuple[str, ...] = ()) -> str:
    """The content security policy of a page: nothing from anywhere else, and no inline script but the named ones."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def caching(path: str, query: str, kind: str) -> str:
    """How long an answer may be kept. What is personal is never kept, and whatever is not known is personal."""
    if path.startswith(("/api/", "/health", "/_event")):
        return NEVER
    if _HASHED.match(path) or (query.startswith("v=") and not kind.startswith("text/html")):
        return FOR_EVER
    if path.startswith(("/icons/", "/favicon")):
        return A_DAY
    return ASK_FIRST


class Wrap:
    """The outermost layer: headers on every answer, one address per page, the framework's unused doors closed."""

    def __init__(self, app: ASGIApp, in_words: Callable[[Scope, int], ASGIApp]) -> None:
        self._app = app
        self._in_words = in_words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._app(scope, receive, _refusing_with_headers(scope, send))
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path.rstrip("/") in CLOSED or _ODD.search(path):
            await self._in_words(scope, 404)(scope, receive, self._sealing(scope, send))
            return
        inner = scope
        if path != "/" and not path.endswith("/") and front_end.is_page(path):
            # The static files answer /path with a detour to /path/; go there at once.
            inner = {**scope, "path": path + "/", "raw_path": (path + "/").encode()}
        await self._answer(inner, receive, self._sealing(scope, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What is not there, or not to be done there, is answered in words where a person reads it."""
        if "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        wordless = 0

        async def watching(message: Message) -> None:
            nonlocal wordless
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
                if message["status"] in WORDLESS and "x-espai-worded" not in headers:
                    wordless = message["status"]
            if not wordless:
                await send(message)

        try:
            await self._app(scope, receive, watching)
        finally:
            # A failure passes through here too, on its way to the log.
            if wordless:
                await self._in_words(scope, wordless)(scope, receive, send)

    def _sealing(self, scope: Scope, send: Send) -> Send:
        path, query = scope["path"], scope.get("query_string", b"").decode("latin-1")
        request = logs.begin_request()

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                message = {**message, "headers": headers.raw}
                self._put(headers, path, query, message["status"])
                headers["x-request-id"] = request
            await send(message)

        return sealed

    def _put(self, headers: MutableHeaders, path: str, query: str, status: int) -> None:
        kind = headers.get("content-type", "")
        # "Not modified" names no kind, but its headers take the place of those the browser kept. A page is what has no
        # ending: where the address holds an id, no file of that name is there.
        is_kept_page = status == HTTPStatus.NOT_MODIFIED and "." not in path.rpartition("/")[2]
        is_html = kind.startswith("text/html") or is_kept_page
        if "x-espai-worded" in headers:
            del headers["x-espai-worded"]
        if "content-security-policy" not in headers:
            headers["content-security-policy"] = policy(front_end.page(path).script_hashes) if is_html else OF_A_FILE
        if "cache-control" not in headers:
            headers["cache-control"] = caching(path, query, kind) if status < 400 else NEVER
        _put_always(headers)
        if is_html:
            headers["permissions-policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


def _put_always(headers: MutableHeaders) -> None:
    """What stands on every answer, whatever it is."""
    headers["x-content-type-options"] = "nosniff"
    headers["referrer-policy"] = "no-referrer"
    headers["cross-origin-opener-policy"] = "same-origin"
    headers["cross-origin-resource-policy"] = "same-origin"
    if settings.current().secure:
        headers["strict-transport-security"] = TWO_YEARS


def _refusing_with_headers(scope: Scope, send: Send) -> Send:
    """A socket refused before it opens is answered over HTTP, and that answer has its headers like any other."""
    if "websocket.http.response" not in (scope.get("extensions") or {}):
        return send
    opened = False

    async def sealed(message: Message) -> None:
        nonlocal opened
        opened = opened or message["type"] == "websocket.accept"
        if opened or message["type"] != "websocket.close":
            await send(message)
            return
        headers = MutableHeaders({"content-security-policy": OF_A_FILE, "cache-control": NEVER, "content-length": "0"})
        _put_always(headers)
        await send({"type": "websocket.http.response.start", "status": 403, "headers": headers.raw})
        await send({"type": "websocket.http.response.body", "body": b"", "more_body": False})

    return sealed
