"""Pieces of patients' pages."""
