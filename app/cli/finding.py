"""What a check-up says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `check` names it for programs, `found` and `mend` are for the person."""

    check: str
    state: State
    found: str
    mend: str = ""
