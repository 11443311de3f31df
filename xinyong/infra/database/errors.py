"""What can go wrong with the database server; each error says it once to developers and once to users."""


class DatabaseUnavailableError(Exception):
    """The database cannot be used."""

    user_message = "数据库暂时无法使用，请联系系统管理员。"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__)


class BinariesMissingError(DatabaseUnavailableError):
    """The programs of PostgreSQL are missing or cannot be executed."""

    user_message = "数据库程序缺失或无法执行，请重新安装运行环境。"


class AccountMissingError(DatabaseUnavailableError):
    """PostgreSQL refuses to run as root and no other account can run it here."""

    user_message = "没有可用于运行数据库的系统账户，请联系系统管理员。"


class UnsafeFolderError(DatabaseUnavailableError):
    """A folder that must be private belongs to, or is open to, somebody else."""

    user_message = "数据库目录的归属或权限不安全，已拒绝使用，请联系系统管理员。"


class StartFailedError(DatabaseUnavailableError):
    """The database server did not start."""

    user_message = "数据库启动失败，请联系系统管理员查看日志。"


class StartTimeoutError(StartFailedError):
    """The database server is not ready yet."""

    user_message = "数据库启动超时，可能正在恢复数据，请稍后再试。"


class PrivilegeMissingError(DatabaseUnavailableError):
    """The user of an external database may not do what is needed."""

    user_message = "数据库账户权限不足，请联系数据库管理员。"
