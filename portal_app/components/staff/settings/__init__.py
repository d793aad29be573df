"""What the practice's set-up is drawn with."""
