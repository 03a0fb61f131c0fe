"""The command line: `congvu serve`, `demo`, `migrate`, `admin`, `import`, `openapi`, `doctor`."""

import asyncio
import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import typer

from server.platform.settings import Settings, SettingsError

CsvFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="congvu: the public service's server.",
)
admin = typer.Typer(no_args_is_help=True, help="Administrators.")
imports = typer.Typer(no_args_is_help=True, help="Units and staff from CSV files.")
cli.add_typer(admin, name="admin")
cli.add_typer(imports, name="import")


def main() -> None:
    """Entry point of the `congvu` command."""
    cli()


def _settings() -> Settings:
    """The settings of the environment; wrong ones are one line each, not a trace."""
    try:
        return Settings.load()
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@cli.command()
def serve() -> None:
    """Run the server with the settings of the environment."""
    from server.app import run

    run(_settings())


@cli.command()
def demo() -> None:
    """Run a fictional city on this machine only; data are kept in the data folder."""
    from server.demo.run import run_demo

    run_demo(_settings())


@cli.command()
def migrate() -> None:
    """Bring the database to this version's shape; `serve` does it by itself."""
    from server.app import migrate as migrate_database

    asyncio.run(migrate_database(_settings()))


@admin.command("create")
def admin_create(
    login: Annotated[str, typer.Option(prompt="Sign-in name")],
    name: Annotated[str, typer.Option(prompt="Full name")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Create an administrator over every unit. There is none by default."""
    from server.people.commands import create_administrator

    settings = _migrated()
    with _faults():
        create_administrator(settings, login=login, name=name, password=password)
    typer.echo(f"{login} may sign in at {settings.public_url}")


@imports.command("units")
def import_units(file: CsvFile) -> None:
    """Units from CSV: all or nothing, safe to repeat, errors by line.

    Columns: code, name, kind (city, department, commune, division, service), valid_from; optional
    subkind (ward, commune, special_zone), parent_code, professional_parent_code.
    """
    _import("units", file)


@imports.command("staff")
def import_staff(file: CsvFile) -> None:
    """Staff from CSV: all or nothing, safe to repeat, errors by line.

    Columns: login, name, unit_code, title, valid_from; optional email.
    """
    _import("staff", file)


def _import(kind: Literal["units", "staff"], file: Path) -> None:
    from server.people.commands import import_csv

    settings = _migrated()
    with _faults():
        report = import_csv(settings, kind, file)
        typer.echo(
            f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged"
        )


def _migrated() -> Settings:
    """The settings, of a database that has its tables."""
    from server.app import migrate as migrate_database

    settings = _settings()
    asyncio.run(migrate_database(settings))
    return settings


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    """Show why a command did nothing, a line each, and end with an error."""
    from server.people.commands import CommandError

    try:
        yield
    except CommandError as error:
        for line in error.lines:
            typer.echo(line, err=True)
        raise typer.Exit(1) from None


@cli.command()
def openapi(
    write: Annotated[Path | None, typer.Option(help="Write the document to this file.")] = None,
    check: Annotated[Path | None, typer.Option(help="Fail when this file differs.")] = None,
) -> None:
    """Print the OpenAPI document, write it, or hold a file against it."""
    from server.app import describe

    with tempfile.TemporaryDirectory() as folder:
        document = describe(Settings(data_dir=Path(folder), database_url=None, redis_url=None))
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if check is not None:
        if not check.exists() or check.read_text() != text:
            typer.echo(f"{check} is not in step with the code: run `make openapi`", err=True)
            raise typer.Exit(1)
    elif write is not None:
        write.write_text(text)
    else:
        typer.echo(text, nl=False)


@cli.command()
def doctor() -> None:
    """Look at settings, database, Redis, ports, time and TURN; say what to do."""
    from server.doctor import Grade, examine

    findings = asyncio.run(examine(_settings()))
    marks = {Grade.GOOD: "✓", Grade.WARNING: "!", Grade.BAD: "✗"}
    for finding in findings:
        typer.echo(f"{marks[finding.grade]} {finding.subject}: {finding.text}")
        if finding.remedy:
            typer.echo(f"    → {finding.remedy}")
    if any(finding.grade is Grade.BAD for finding in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
