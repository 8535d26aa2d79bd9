"""A holder's name says whether its process lives."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from meydan.app.sync import holder


def test_this_process_lives_under_its_name() -> None:
    host, boot_id, pid, started = holder.me().rsplit(":", 3)
    assert host == socket.gethostname()
    assert boot_id == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert holder.alive(holder.me())
    assert holder.alive(holder.me("a part of it"))
    assert holder.same_process(holder.me("one"), holder.me("other"))
    assert holder.short(holder.me()) == f"{host}:{pid}"
    assert int(started) > 0


def test_a_pid_used_again_is_another_process() -> None:
    name, _, started = holder.me().rpartition(":")
    assert not holder.alive(f"{name}:{int(started) + 1}")


def test_an_earlier_boot_is_dead_and_another_host_may_live() -> None:
    host, _, pid, started = holder.me().rsplit(":", 3)
    assert not holder.alive(f"{host}:another-boot:{pid}:{started}")
    assert holder.alive(f"elsewhere:another-boot:{pid}:{started}")
    assert not holder.alive("")
    assert not holder.alive("a:b:c:d")


def test_a_process_that_only_waits_to_be_reaped_is_dead() -> None:
    script = "from meydan.app.sync import holder; print(holder.me())"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    process.stdout.read()
    stat = Path(f"/proc/{process.pid}/stat")
    while stat.read_text().rpartition(")")[2].split()[0] != "Z":
        pass
    assert not holder.alive(name)
    process.wait()
    process.stdout.close()
    assert not holder.alive(name)
