"""The states behind the practice's set-up (PR-1)."""
