"""What reading back found, as the store keeps it: one line each, its time and address in front."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from meydan.store.incoming import IncomingCandidate
from meydan.store.rows.outgoing import Candidate

NO_ADDRESS = "-"


def written(candidates: Iterable[IncomingCandidate]) -> tuple[str, ...]:
    """Candidates as lines."""
    return tuple(
        f"{one.created_at.isoformat()} {one.permalink.replace(' ', '%20') or NO_ADDRESS} {one.text}"
        for one in candidates
    )


def read(lines: Iterable[str]) -> tuple[Candidate, ...]:
    """Lines as candidates."""
    found = []
    for line in lines:
        moment, permalink, text = line.split(" ", 2)
        address = "" if permalink == NO_ADDRESS else permalink
        found.append(Candidate(datetime.fromisoformat(moment), address, text))
    return tuple(found)
