"""Who we say we are to every server."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """The program, where it lives, and whom a server's operator can write to.

    `contact` is a mail address (with or without `mailto:`) or a URL; without one the User-Agent
    carries the project URL only. Raises ValueError where a part cannot stand in a header.
    """

    name: str
    version: str
    project_url: str
    contact: str | None = None

    def __post_init__(self) -> None:
        if not (self.user_agent.isascii() and self.user_agent.isprintable()):
            raise ValueError(f"cannot stand in a User-Agent: {self.user_agent!r}")

    @property
    def user_agent(self) -> str:
        """The User-Agent header: `tracker/1.2 (+https://project; mailto:me@host)`."""
        about = f"+{self.project_url}"
        if self.contact:
            about += f"; {_as_url(self.contact)}"
        return f"{self.name}/{self.version} ({about})"


def _as_url(contact: str) -> str:
    return contact if contact.startswith(("mailto:", "https:", "http:")) else f"mailto:{contact}"
