"""Espai: a patient portal and agenda for psychology practices."""
