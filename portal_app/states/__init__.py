"""Who asks, one service call in a thread, what the screen needs."""
