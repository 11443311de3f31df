"""Settings of PostgreSQL for one machine that serves a county-level city."""

import os
from pathlib import Path

_MIB = 1024 * 1024
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
_SETTINGS = {
    # who may come: nobody from the network; pg_hba.conf asks everybody else for a password
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    # bulk loads and searches
    "maintenance_work_mem": "256MB",
    "work_mem": "16MB",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "checkpoint_completion_target": "0.9",
    # nothing that was acknowledged is lost
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # civil time
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "lc_messages": "C",
    # The log tells about the server, never about data. Error messages quote values ("invalid input syntax for
    # type date: …"), so errors of statements go to the client alone; terse drops DETAIL and CONTEXT, which
    # quote rows.
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def memory_bytes() -> int:
    """Return the memory this process may count on: the machine's, or less inside a container."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = _CGROUP_LIMIT.read_text(encoding="ascii").strip() if _CGROUP_LIMIT.exists() else "max"
    return machine if limit == "max" else min(machine, int(limit))


def configuration(memory: int) -> str:
    """Return the text of `xinyong.conf` for a machine with `memory` bytes."""
    settings = {
        **_SETTINGS,
        "shared_buffers": f"{max(16, min(512, memory // 8 // _MIB))}MB",
        "effective_cache_size": f"{max(64, memory // 2 // _MIB)}MB",
    }
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    return (
        "# Written anew at each start by xinyong.infra.database.config; changes here are lost.\n"
        + "".join(lines)
    )
