"""Reads and writes of the hot paths, alike on SQLite and PostgreSQL.

Writes say what to do when the row is there already, or has moved since it was read.

Django's `bulk_create` can update on conflict, but not under a condition, and does not tell
whether a row was new: both are what one cheap write path for learning stands on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


Convert = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True)
class _Part:
    """The columns of one table, and what makes of each what a model holds; the key comes first."""

    alias: str
    model: type[Model]
    names: list[str]
    columns: list[Any]
    converters: list[list[Convert]]

    def instance(self, row: Sequence[Any]) -> Model | None:
        if row[0] is None:
            return None
        values = [
            _converted(value, column, converters)
            for value, column, converters in zip(row, self.columns, self.converters, strict=True)
        ]
        return self.model.from_db(connection.alias, self.names, values)


class Reader:
    """One row of several tables, as instances. The query is written once for each database: to
    compile it each time costs more than all the rest of a write.
    """

    def __init__(
        self, tables: Mapping[str, tuple[type[Model], Collection[str]]], rest: str
    ) -> None:
        """`tables` gives the fields to read by alias; `rest` is SQL of ours, from ``FROM`` on."""
        self._tables = tables
        self._rest = rest
        self._parts: dict[str, list[_Part]] = {}

    def first(self, params: Sequence[Any]) -> dict[str, Any]:
        """Return an instance by alias, None for a table that has no such row; {} for no row."""
        parts = self._parts.get(connection.vendor) or self._read_tables()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_listed(parts)} {self._rest}", params)
            row = cursor.fetchone()
        found, start = {}, 0
        for part in parts if row is not None else ():
            end = start + len(part.names)
            found[part.alias] = part.instance(row[start:end])
            start = end
        return found

    def _read_tables(self) -> list[_Part]:
        parts = [_part(alias, *table) for alias, table in self._tables.items()]
        self._parts[connection.vendor] = parts
        return parts


def _part(alias: str, model: type[Model], names: Collection[str]) -> _Part:
    every = model._meta.concrete_fields  # noqa: SLF001 - documented API
    fields = [field for field in every if field.primary_key or field.name in names]
    columns = [field.get_col(alias) for field in fields]
    return _Part(
        alias,
        model,
        [field.attname for field in fields],
        columns,
        [
            [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
            for column in columns
        ],
    )


def _listed(parts: Iterable[_Part]) -> str:
    quote = connection.ops.quote_name
    return ", ".join(
        f"{part.alias}.{quote(column.target.column)}" for part in parts for column in part.columns
    )


def _converted(value: Any, column: Any, converters: Iterable[Convert]) -> Any:
    for convert in converters:
        value = convert(value, column, connection)
    return value
