"""Where the files of the database lie below the home folder."""

from dataclasses import dataclass
from pathlib import Path

from xinyong.infra.database.errors import UnsafeFolderError


@dataclass(frozen=True)
class Layout:
    """Names of everything the database keeps below `home` (absolute, symbolic links resolved)."""

    home: Path

    @classmethod
    def of(cls, home: Path) -> "Layout":
        """Return the layout of `home`, which need not exist."""
        return cls(home.resolve())

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "database"

    @property
    def keys(self) -> Path:
        """Folder of secrets, mode 0700."""
        return self.home / "keys"

    @property
    def server_log(self) -> Path:
        """What PostgreSQL says; never contains values of rows."""
        return self.home / "log" / "postgresql.log"

    @property
    def keeper_log(self) -> Path:
        """What the keeper says."""
        return self.home / "log" / "keeper.log"

    @property
    def users_lock(self) -> Path:
        """Shared by every user process; exclusive while the keeper stops the server."""
        return self.home / "database.users.lock"

    @property
    def start_lock(self) -> Path:
        """Exclusive while one process makes sure that the server runs."""
        return self.home / "database.start.lock"

    @property
    def keeper_lock(self) -> Path:
        """Exclusive during the life of the keeper."""
        return self.home / "database.keeper.lock"

    def make(self) -> None:
        """Create the home, its log folder and the folder of keys.

        Raises:
            UnsafeFolderError: We may not write there.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.server_log.parent.mkdir(mode=0o700, exist_ok=True)
            self.keys.mkdir(mode=0o700, exist_ok=True)
            self.keys.chmod(0o700)
        except OSError as error:
            raise UnsafeFolderError(f"{self.home} cannot be used as home: {error.strerror}") from error
