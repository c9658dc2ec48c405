"""Why there is no server, each reason with its facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duebook.domain.errors import Refusal


@dataclass(eq=False)
class NoServerBinaries(Refusal):
    """PostgreSQL is not installed, or not in the version that the data needs."""

    code: ClassVar[str] = "no_server_binaries"
    template: ClassVar[str] = (
        "No PostgreSQL {wanted} was found to run the database in {folder}. Install "
        "it, or set DATABASE_URL to the address of a server."
    )

    folder: str
    wanted: str


@dataclass(eq=False)
class UnsafeFolder(Refusal):
    """Somebody else could read or replace the database."""

    code: ClassVar[str] = "unsafe_folder"
    template: ClassVar[str] = (
        "{folder} must be a folder of the user {owner} with permissions {allowed} or "
        "fewer. It belongs to {found_owner} and has {found}. Duebook does not change "
        "that by itself: look who made it, then correct it."
    )

    folder: str
    owner: str
    allowed: str
    found_owner: str
    found: str


@dataclass(eq=False)
class UnreachableFolder(Refusal):
    """A folder above the data is closed to us or to the server's account."""

    code: ClassVar[str] = "unreachable_folder"
    template: ClassVar[str] = (
        "The user {account} may not enter or make {folder}, where the database "
        "should be. Choose another place."
    )

    account: str
    folder: str


@dataclass(eq=False)
class NoServerAccount(Refusal):
    """There is no account that PostgreSQL could run as, and none could be made."""

    code: ClassVar[str] = "no_server_account"
    template: ClassVar[str] = (
        "PostgreSQL has no account to run as: {reason}. Run Duebook as an ordinary "
        "user, or set DATABASE_URL to the address of a server."
    )

    reason: str


@dataclass(eq=False)
class ServerDidNotStart(Refusal):
    """PostgreSQL ended while starting, or took longer than ten minutes."""

    code: ClassVar[str] = "server_did_not_start"
    template: ClassVar[str] = (
        "The database in {folder} did not start. Its last words: {last_words}"
    )

    folder: str
    last_words: str
