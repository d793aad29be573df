"""Reading what other programs export: spreadsheets of patients, names in calendars (PR-4)."""
