"""The pages of the practice's set-up (PR-1)."""
