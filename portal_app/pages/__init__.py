"""One module a page: its route, its title, its load event, its components in order."""
