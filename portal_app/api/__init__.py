"""Plain HTTP: doors, cookies, downloads, health."""
