"""Slot requests: asked and taken back by patients, accepted and rejected by staff, ended by time (WL-1 to WL-5).

Each function is one transaction with its activity entry, told to whom it concerns.
"""

from portal_app.services.slot_requests.asking import ask, cancel, restore
from portal_app.services.slot_requests.deciding import Accepted, accept, expire, not_shown, reject, undo_accept

__all__ = ["Accepted", "accept", "ask", "cancel", "expire", "not_shown", "reject", "restore", "undo_accept"]
