"""A page of the settings, as the states' tests open it."""

from portal_app.domain.refs import StaffRef
from tests.states.staff_page import Page, open_page, send


async def loaded(kind: type[Page], staff: StaffRef, path: str = "/es/staff/settings") -> Page:
    page = await open_page(kind, staff, path)
    await send(page, "load")
    return page
