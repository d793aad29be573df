"""The states behind staff pages."""
