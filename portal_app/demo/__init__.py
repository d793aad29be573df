"""The demo practice: invented people in a practice in Barcelona, the same for everybody on the same day."""

from portal_app.demo.build import DemoPatient, DemoStaff, DemoSummary, build, read_summary

__all__ = ["DemoPatient", "DemoStaff", "DemoSummary", "build", "read_summary"]
