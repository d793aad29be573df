"""Texts, dates and numbers in Spanish, Catalan and English, from locales/."""
