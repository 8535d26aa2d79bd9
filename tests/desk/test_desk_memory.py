"""How the C library is told to keep a desk small."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
import ctypes, sys, threading
from meydan.app.desk import memory

if sys.argv[1] == "prepared":
    memory.prepare()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
met = threading.Barrier(4)

def take():
    met.wait()
    assert libc.malloc(5000)

threads = [threading.Thread(target=take) for _ in range(4)]
for one in threads:
    one.start()
for one in threads:
    one.join()
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has arenas")
@pytest.mark.parametrize(("how", "one"), [("prepared", True), ("as it is", False)])
def test_threads_allocate_from_one_place(tmp_path: Path, how: str, one: bool) -> None:
    told = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", LOOK, how, str(told)], check=True, timeout=60)
    assert (told.read_text().count("<heap nr=") == 1) == one
