"""A patient's page without a browser: its state, behind a living session, on a socket of its own."""

from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData

from models.columns import new_id
from portal_app.domain.refs import Origin, PatientRef
from portal_app.services import device_sessions, transaction
from portal_app.states import connections
from portal_app.states.connections import Handshake
from portal_app.states.gate import entry_for

HERE = Origin(address="192.0.2.8", user_agent="Mozilla/5.0 (iPhone) Safari")

State = TypeVar("State", bound=rx.State)


class Tab:
    """One open tab of a patient's; `None`: of somebody who passed no door."""

    def __init__(self, patient: PatientRef | None, path: str = "/es/calendar") -> None:
        self.socket, self.token = new_id(), new_id()
        if patient is not None:
            connections.remember(self.socket, Handshake(patient_secret=_signed_in(patient), origin=HERE))
        self.root = rx.State(_reflex_internal_init=True)
        self.go(path)

    def go(self, path: str) -> None:
        """The tab is at this address now."""
        self.root.router = RouterData.from_router_data(
            {"sid": self.socket, "token": self.token, "asPath": path, "pathname": path}
        )

    async def state(self, kind: type[State]) -> State:
        """One of the tab's states."""
        return await self.root.get_state(kind)

    async def send(self, kind: type[rx.State], event: str, **payload: Any) -> Any:
        """What the page's own button does: through the list's model, then the handler."""
        entry = entry_for(f"{kind.get_full_name()}.{event}")
        assert entry is not None
        entry.arguments.model_validate(payload)
        page = await self.root.get_state(kind)
        return await kind.event_handlers[event].fn(page, **payload)


def _signed_in(patient: PatientRef) -> str:
    with transaction.write() as db:
        return device_sessions.open_session(db, patient, None, HERE).session_secret
