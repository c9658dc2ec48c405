"""Lookups of our own for the ORM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import Lookup
from typing_extensions import override

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


@models.BigIntegerField.register_lookup
@models.BigAutoField.register_lookup
@models.ForeignKey.register_lookup
class AnyOf(Lookup):
    """``id__any_of=ids``: what ``id__in`` finds, with the ids sent as one array.

    ``__in`` writes a placeholder for each id and looks at it several times on its
    way; for the ten thousand parties of a billing piece that costs more than the
    query itself.  ``None`` is nobody's id, here as there.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    @override
    def get_db_prep_lookup(
        self, value: Any, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str]]:
        ids = [str(one) for one in value if one is not None]
        if not ids:
            raise EmptyResultSet
        return "%s::bigint[]", (f"{{{','.join(ids)}}}",)

    @override
    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        column, before = self.process_lhs(compiler, connection)
        ids, listed = self.process_rhs(compiler, connection)
        return f"{column} = ANY({ids})", (*before, *listed)
