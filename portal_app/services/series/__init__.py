"""Appointments that repeat: seen before they are written, made, changed and cancelled as one (AG-3)."""

from portal_app.services.series.changing import ChangedSeries, cancel, change, preview_change
from portal_app.services.series.making import CreatedSeries, create, preview
from portal_app.services.series.planning import Planned

__all__ = ["ChangedSeries", "CreatedSeries", "Planned", "cancel", "change", "create", "preview", "preview_change"]
