"""Forms of the workshop."""
