"""The declarative base of every table.

Each package keeps its tables in a schema of its own name (`__table_args__ = {"schema": "people"}`);
on SQLite, which has none, the schemas are translated away, so table names are unique over all.
"""

from datetime import datetime
from typing import Any, ClassVar, dataclass_transform
from uuid import UUID

from sqlalchemy import MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship

from server.platform.db.types import Json, JsonObject, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """A table whose rows are dataclasses, made with keywords only."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        UUID: Uuid(),
        JsonObject: Json,
    }


def schemas(metadata: MetaData = Base.metadata) -> list[str]:
    """The schemas that the known tables live in, sorted."""
    return sorted({table.schema for table in metadata.tables.values() if table.schema})
