"""The rules, pure: values in, values or a named Problem out."""
