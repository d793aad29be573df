"""A staff page without a browser: its state, behind a living session, on a socket of its own."""

from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData
from reflex_base import constants

from models.columns import new_id
from portal_app.domain.refs import Origin, StaffRef
from portal_app.services import device_sessions, transaction
from portal_app.states import connections
from portal_app.states.connections import Handshake

HERE = Origin(address="192.0.2.7", user_agent="Tests")

Page = TypeVar("Page", bound=rx.State)


async def open_page(kind: type[Page], staff: StaffRef | None, path: str = "/es/staff/agenda") -> Page:
    """The page's state as a tab of this staff member has it; None: of somebody who passed no door."""
    socket = new_id()
    if staff is not None:
        with transaction.write() as db:
            secret = device_sessions.open_staff_session(
                db, practice_id=staff.practice_id, staff_id=staff.staff_id, origin=HERE
            )
        connections.remember(socket, Handshake(staff_secret=secret, origin=HERE))
    root = rx.State(_reflex_internal_init=True)
    root.router = _router(socket, path)
    return await root.get_state(kind)


def go(page: rx.State, path: str) -> None:
    """The same tab, at another address."""
    root = page._get_root_state()
    root.router = _router(page.router.session.session_id, path)


def _router(socket: str, path: str) -> RouterData:
    return RouterData.from_router_data(
        {
            constants.RouteVar.SESSION_ID: socket,
            constants.RouteVar.CLIENT_TOKEN: new_id(),
            constants.RouteVar.ORIGIN: path,
            constants.RouteVar.PATH: path,
        }
    )


async def send(page: rx.State, event: str, **payload: Any) -> Any:
    """What the page's own button does."""
    handler = type(page).event_handlers[event]
    return await handler.fn(page, **payload)
