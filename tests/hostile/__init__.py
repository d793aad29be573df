"""What a stranger, a neighbour, a curious patient and a hostile client of the socket try, against the served app."""
