"""Noun functions that draw Vars; no rule, no clock, no query."""
