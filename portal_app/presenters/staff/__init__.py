"""What staff screens show."""
