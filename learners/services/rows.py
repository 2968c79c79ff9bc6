"""Writes that say what to do when the row is there or has moved, alike on SQLite and PostgreSQL.

Django's `bulk_create` can update on conflict, but not under a condition, and does not tell
whether a row was new: both are what one cheap write path for learning stands on.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import Model


def insert(row: Model, on_conflict: str) -> bool:
    """Insert `row`; return whether anything was written. `on_conflict` is SQL of ours, no input."""
    fields = [
        field
        for field in row._meta.concrete_fields  # noqa: SLF001 - documented API
        if not (field.primary_key and row.pk is None)
    ]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in fields
    ]
    table = connection.ops.quote_name(row._meta.db_table)  # noqa: SLF001 - documented API
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT {on_conflict}",  # noqa: S608 - names of our columns
            values,
        )
        return bool(cursor.rowcount == 1)


def update(row: Model, names: Collection[str], *, known: str, was: int) -> bool:
    """Update these columns of `row` if its column `known` still is `was`; return whether it was."""
    every = row._meta.concrete_fields  # noqa: SLF001 - documented API
    fields = [field for field in every if field.name in names]
    columns = ", ".join(f"{connection.ops.quote_name(str(field.column))} = %s" for field in fields)
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection)
        for field in fields
    ]
    table = connection.ops.quote_name(row._meta.db_table)  # noqa: SLF001 - documented API
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {columns}"  # noqa: S608 - names of our columns
            f" WHERE id = %s AND {connection.ops.quote_name(known)} = %s",
            [*values, row.pk, was],
        )
        return bool(cursor.rowcount == 1)
