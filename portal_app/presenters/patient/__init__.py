"""What patients' screens show."""
