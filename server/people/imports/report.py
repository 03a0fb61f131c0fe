"""What an import did."""

from dataclasses import dataclass


@dataclass(slots=True)
class Report:
    """How many rows of the file made something, changed something, or found all as it was."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def count(self, *, changed: bool) -> None:
        """One more row about something that existed."""
        if changed:
            self.updated += 1
        else:
            self.unchanged += 1
