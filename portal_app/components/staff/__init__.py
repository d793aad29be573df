"""Pieces of staff pages."""
