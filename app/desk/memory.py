"""Keeping a desk small: on a shared server every colleague has one open all day."""

from __future__ import annotations

import ctypes
import gc
import sys
from typing import Any

M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
LARGE = 256 * 1024


def prepare() -> None:
    """Before the imports: nothing is loaded or kept that no desk uses."""
    # httpx imports a command line of its own, with all that it paints with: five megabytes.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    # Hardly anything that imports make is garbage: looking for it costs a tenth of the start.
    gc.disable()
    libc = _glibc()
    if libc is not None:
        # Otherwise the limit grows with the first long list that is dropped, and the room of all that follow
        # is never given back.
        libc.mallopt(M_MMAP_THRESHOLD, LARGE)
        # Otherwise what one of a dozen threads gives back only that thread may use again.
        libc.mallopt(M_ARENA_MAX, 1)


def settle() -> None:
    """After the last import: what imports left goes, what they made is never looked through again."""
    gc.collect()
    gc.freeze()
    gc.enable()
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _glibc() -> Any:
    """The C library, where it has the two calls."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
