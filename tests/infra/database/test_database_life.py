"""The server runs exactly while somebody uses it, whatever is killed."""

import os
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import psycopg
import pytest

from xinyong.infra.database import OWNER, acquire, connection_parameters, postmaster, running
from xinyong.infra.database.account import Account
from xinyong.infra.database.layout import Layout
from xinyong.infra.database.patience import attempts

pytestmark = pytest.mark.slow
PATIENCE = 60


def write(server, value):
    with psycopg.connect(server.dsn(OWNER)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [value])


def read(server):
    with psycopg.connect(server.dsn(OWNER)) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM kept ORDER BY value")]


def keeper_of(home, processes):
    (keeper,) = processes(home, "xinyong.infra.database.keeper")
    return keeper


def kill(pidfd):
    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    assert postmaster.has_ended(pidfd, PATIENCE)


def test_the_server_stops_with_the_block_and_data_survive(home, processes):
    with running(home, fsync=False) as server:
        write(server, "first")
        assert server.socket.exists()
    assert processes(home) == []
    assert not server.socket_dir.exists()
    with running(home, fsync=False) as server:
        assert read(server) == ["first"]


def test_the_server_goes_on_while_another_lease_is_held(home):
    first, second = acquire(home, fsync=False), acquire(home, fsync=False)
    first.release()
    assert postmaster.is_ready(second.server)
    second.release()
    assert not postmaster.is_ready(second.server)


def test_a_lease_released_twice_does_no_harm(home):
    lease = acquire(home, fsync=False)
    lease.release()
    lease.release()


def test_eight_processes_at_once_share_one_server(home, user, processes):
    users = [user() for _ in range(8)]
    assert len({started.ready() for started in users}) == 1
    assert [started.leave() for started in users] == [0] * 8
    assert processes(home) == []


def test_the_server_stops_after_its_only_user_was_killed(home, user, watch):
    only = user()
    only.ready()
    pidfd = watch(home)
    only.kill()
    assert postmaster.has_ended(pidfd, PATIENCE)


def test_the_server_stays_when_one_of_two_users_was_killed(home, user):
    one, other = user(), user()
    assert one.ready() == other.ready()
    one.kill()
    assert postmaster.is_ready(connection_parameters(home))
    assert other.leave() == 0


def test_a_killed_server_comes_back_with_its_data_while_users_wait(home, watch):
    with running(home, fsync=False) as server:
        write(server, "committed")
        kill(watch(home))
        with running(home) as again:
            assert read(again) == ["committed"]


def test_a_server_without_its_keeper_is_adopted_and_stopped_later(home, user, processes):
    before = user()
    started = before.ready()
    keeper_of(home, processes).kill()
    after = user()
    assert after.ready() == started
    before.leave()
    after.leave()
    assert processes(home) == []


def test_the_last_user_has_a_server_stopped_whose_keeper_was_killed(home, user, processes):
    only = user()
    only.ready()
    keeper_of(home, processes).kill()
    assert only.leave() == 0
    assert processes(home) == []


def test_the_next_start_recovers_after_everything_was_killed(home, processes, watch):
    lease = acquire(home, fsync=False)
    write(lease.server, "committed")
    keeper_of(home, processes).kill()
    kill(watch(home))
    lease.release()
    assert lease.server.socket.exists()  # left behind
    with running(home, fsync=False) as server:
        assert read(server) == ["committed"]


@pytest.mark.parametrize("moment", ["database.new-*", "database", "database/postmaster.pid"])
def test_a_first_start_that_was_killed_midway_can_be_repeated(home, user, processes, moment):
    starter = user()
    next(None for _ in attempts() if any(home.glob(moment)))
    for process in processes(home):
        with suppress(psutil.NoSuchProcess):
            process.kill()
    starter.kill()
    with running(home, fsync=False) as server:
        write(server, "works")


def test_a_stale_pid_file_harms_no_innocent_process(home, processes, watch):
    lease = acquire(home, fsync=False)
    keeper_of(home, processes).kill()
    kill(watch(home))
    lease.release()
    owner = Account.of(Layout.of(home))
    identity = {"user": owner.uid, "group": owner.gid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, cwd="/", **identity) as innocent:
        for name in (
            Layout.of(home).cluster / "postmaster.pid",
            lease.server.socket_dir / ".s.PGSQL.5432.lock",
        ):
            lines = name.read_text().split("\n")
            name.write_text("\n".join([str(innocent.pid), *lines[1:]]))
        with running(home, fsync=False) as server:
            assert postmaster.is_ready(server)
        assert innocent.poll() is None
        innocent.stdin.close()


def test_a_keeper_told_to_end_stops_the_server(home, user, watch, processes):
    only = user()
    only.ready()
    pidfd = watch(home)
    keeper_of(home, processes).send_signal(signal.SIGTERM)
    assert postmaster.has_ended(pidfd, PATIENCE)


def test_a_keeper_started_under_blocked_signals_still_hears_them(home, watch, processes):
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        lease = acquire(home, fsync=False)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    pidfd = watch(home)
    keeper_of(home, processes).send_signal(signal.SIGTERM)
    assert postmaster.has_ended(pidfd, PATIENCE)
    lease.release()


def test_a_program_started_by_a_user_does_not_hold_the_server(home, processes):
    lease = acquire(home, fsync=False)
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, close_fds=False) as child:
        lease.release()
        assert processes(home) == []
        child.stdin.close()


def test_a_home_can_be_moved_while_nobody_uses_it(home, new_home, tmp_path):
    with running(home, fsync=False) as server:
        write(server, "moved")
    moved = home.rename(new_home(tmp_path / "elsewhere"))
    with running(moved, fsync=False) as server:
        assert read(server) == ["moved"]


def test_the_command_holds_the_server_and_prints_how_to_reach_it(home, processes):
    command = [sys.executable, "-m", "xinyong.infra.database", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        line = holder.stdout.readline().strip()
        psql = f"{line} -Atc 'SELECT current_user'"
        answer = subprocess.run(psql, check=True, shell=True, capture_output=True, text=True).stdout
        holder.send_signal(signal.SIGINT)
        assert holder.wait(PATIENCE) == 0
    assert answer == "xinyong_owner\n"
    assert not any(path.read_text() in line for path in (home / "keys").glob("*.password"))
    assert processes(home) == []


def test_the_keeper_survives_the_process_that_started_it(home, user, processes):
    starter = user()
    starter.ready()
    other = user()
    other.ready()
    keeper = keeper_of(home, processes)
    starter.leave()
    assert keeper.status() != psutil.STATUS_ZOMBIE
    assert other.leave() == 0
