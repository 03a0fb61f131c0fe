"""The version of the program, as it was built."""

from importlib.metadata import PackageNotFoundError, version


def _version() -> str:
    try:
        return version("congvu")
    except PackageNotFoundError:  # run from a plain copy of the sources
        return "0"


VERSION = _version()
