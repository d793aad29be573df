"""From a read model, a language and a zone to a view with its texts and dates ready."""
