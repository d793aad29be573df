"""The states behind patients' pages."""
