"""On the path of a Python that is to reach nobody outside."""
