"""The services that the practice offers (PR-1)."""

from types import ModuleType
from typing import ClassVar

import reflex as rx

from models.vocabulary import Locale
from portal_app.domain.set_up import ServiceDraft
from portal_app.presenters.staff.settings import listing as presenter
from portal_app.presenters.staff.settings.listing import RowView
from portal_app.services.set_up import services_offered
from portal_app.services.set_up.services_offered import ServiceOffered
from portal_app.states.staff.settings.listing import OrderedPage
from portal_app.states.staff.typed import Typed


class ServicesState(OrderedPage, rx.State):
    """The list and the form of one."""

    _change: ClassVar[str] = "service."

    def _things(self) -> ModuleType:
        return services_offered

    def _key(self, one: ServiceOffered) -> str:
        return one.service_id

    def _row(self, one: ServiceOffered) -> RowView:
        return presenter.service_row(self._t(), one)

    def _form(self, one: ServiceOffered | None) -> dict[str, str]:
        return presenter.service_form(one)

    def _draft(self, typed: Typed) -> ServiceDraft:
        return ServiceDraft(
            names={locale.value: typed.text(f"name_{locale.value}") for locale in Locale},
            length_minutes=typed.whole("length_minutes"),
            before_minutes=typed.whole("before_minutes", empty=0),
            after_minutes=typed.whole("after_minutes", empty=0),
            price_cents=typed.cents("price_cents"),
            hue=typed.whole("hue") if typed.text("hue") else None,
            patients_may_ask=typed.ticked("patients_may_ask"),
        )

    def _retire_question(self, one: ServiceOffered | None) -> str:
        return presenter.retire_service(self._t(), one) if one else ""
