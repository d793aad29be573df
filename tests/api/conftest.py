"""The doors over HTTP, with a stand-in for the app's pages behind them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from portal_app.api import front_end
from portal_app.api.app import build_api, wrap
from tests.builders import Cast

HERE = "http://localhost:8000"
FORM = {"origin": HERE, "accept": "text/html"}


async def _page(request: Request) -> Response:
    return HTMLResponse(f"<!doctype html><title>{request.url.path}</title>")


async def _broken(_request: Request) -> Response:
    msg = "a secret of the server's"
    raise RuntimeError(msg)


def _app() -> Starlette:
    pages = [Route(f"/{lang}/{page}", _page) for lang in ("es", "ca", "en") for page in ("calendar", "staff/agenda")]
    return Starlette(routes=[*pages, Route("/broken", _broken), Route("/ping", _page), Route("/_upload", _page)])


class Browser:
    """A browser without scripts: it keeps cookies, follows nothing by itself and names its page's origin."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Open an address."""
        return await self.client.get(path, headers={"accept": "text/html", **headers})

    async def post(self, path: str, *, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        """Send a form of the page that is open."""
        return await self.client.post(path, data=fields, headers=FORM if headers is None else headers)

    async def submit(self, path: str, **fields: str) -> httpx.Response:
        """Send a form and open the page it leads to."""
        sent = await self.post(path, **fields)
        assert sent.status_code == 303, sent.text
        return await self.get(sent.headers["location"])


@pytest.fixture
async def new_browser(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[[], Browser]]:
    """As many browsers as a test likes, in front of one practice; what happens to be built here is not looked at."""
    monkeypatch.setattr(front_end, "CLIENT", tmp_path / "client")
    api = build_api()
    api.mount("", _app())
    # A failure is answered in words before it is handed on to the server's log.
    transport = httpx.ASGITransport(wrap(api), raise_app_exceptions=False, client=("203.0.113.7", 4000))
    clients: list[httpx.AsyncClient] = []

    def new() -> Browser:
        clients.append(httpx.AsyncClient(transport=transport, base_url=HERE))
        return Browser(clients[-1])

    yield new
    for client in clients:
        await client.aclose()


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    """One of them."""
    return new_browser()
