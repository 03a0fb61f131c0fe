"""Run by alembic inside the connection that it is given; see this package's functions."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, Enum

from server.platform.db.base import Base
from server.platform.db.migrations.tools import known_schema
from server.platform.db.types import UtcDateTime


def render_item(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Write column types by what the database stores, free of our own classes."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_schemas=True,
    include_name=known_schema,
    render_item=render_item,
    transaction_per_migration=False,
)
context.run_migrations()
