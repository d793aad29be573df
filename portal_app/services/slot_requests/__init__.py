"""Slot requests: asked and taken back by patients, accepted and rejected by staff, ended by time (WL-1 to WL-5).

Each function is one transaction with its activity entry, told to whom it concerns.
"""

from portal_app.services.slot_requests.asking import ask, cancel, restore
from portal_app.services.slot_requests.deciding import (
    Accepted,
    accept,
    expire,
    not_shown,
    reject,
    undo_accept,
    undo_reject,
)
from portal_app.services.slot_requests.proposing import accept_proposed, propose, withdraw

__all__ = [
    "Accepted",
    "accept",
    "accept_proposed",
    "ask",
    "cancel",
    "expire",
    "not_shown",
    "propose",
    "reject",
    "restore",
    "undo_accept",
    "undo_reject",
    "withdraw",
]
