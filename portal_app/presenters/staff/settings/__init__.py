"""How the practice's set-up is shown."""
