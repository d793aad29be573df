"""The composition root: what the application is made of, in the order in which it is put together."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import reflex as rx
from starlette.datastructures import Headers

from portal_app import settings
from portal_app.api.app import build_api, wrap
from portal_app.api.cookies import read_patient_session, read_staff_session
from portal_app.api.forms import opens_our_socket
from portal_app.api.peer import origin_of
from portal_app.jobs import worker
from portal_app.pages import patient, staff
from portal_app.services import transaction
from portal_app.states import gate, leaving, live, sealing
from portal_app.states.connections import Handshake, PortalApp
from portal_app.states.presence import on_failure

SCRIPTS = Path(__file__).parents[1] / "assets"


def read_handshake(scope: dict[str, Any]) -> Handshake:
    """What a socket shows when it connects: the cookies' secrets and the peer."""
    cookies = Headers(raw=scope.get("headers", [])).get("cookie", "")
    return Handshake(
        patient_secret=read_patient_session(cookies),
        staff_secret=read_staff_session(cookies),
        origin=origin_of(scope, settings.current().trusted_proxy_hops),
    )


def address_of(scope: dict[str, Any]) -> str:
    """The peer's address."""
    return origin_of(scope, settings.current().trusted_proxy_hops).address


def script(name: str, **how: Any) -> rx.Component:
    """A script of every page, named by its content so that a new version is never missed."""
    version = hashlib.sha256((SCRIPTS / name).read_bytes()).hexdigest()[:10]
    return rx.el.script(src=f"/{name}?v={version}", **how)


def scripts() -> list[rx.Component]:
    """What every page runs by itself."""
    return [script("espai.js", defer=True)]


@asynccontextmanager
async def live_news() -> AsyncIterator[None]:
    """Tell open pages of each commit, and end without losing what runs. `RuntimeError` without a database."""
    transaction.database()
    transaction.listen(live.heard)
    leaving.prepare(app)
    async with live.news(app, redis_url=settings.current().redis_url):
        yield


app = PortalApp(
    around=wrap,
    read_handshake=read_handshake,
    is_own=opens_our_socket,
    address_of=address_of,
    backend_exception_handler=on_failure,
    api_transformer=build_api(),
    head_components=scripts(),
    toaster=None,
    app_wraps={},
    reset_style=False,
    html_lang="es",
)
app.add_middleware(gate.Gate(), index=0)
patient.register(app)
staff.register(app)
app.register_lifespan_task(live_news)
app.register_lifespan_task(worker.run)
gate.refuse_strangers()
sealing.seal_states()
