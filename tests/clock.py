"""The hour of the tests."""

from datetime import UTC, datetime

NOON = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
"""A Tuesday, twelve o'clock in Paris."""
