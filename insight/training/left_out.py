"""Measures a recipe where it counts: on each source by a model that has seen nothing of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from meydan.insight.training.fitting import Flags, Floats, Ints
from meydan.insight.training.invented import SOURCE
from meydan.insight.training.recipes import Pool, Recipe, train, train_offence
from meydan.insight.training.rows import LABELS, OFFENSIVE
from meydan.insight.training.scoring import reliability, score, shares
from meydan.insight.training.scoring import sureness as fitting_sureness

HELD_BACK = 5


class Held(NamedTuple):
    """What a model said of a source that it did not learn from."""

    source: str
    labels: Ints
    odds: Floats


def measure(read: Pool, recipe: Recipe) -> list[Held]:
    """Leave out one source after the other, and of what is mixed one kind of text after the other."""
    held = []
    for source in sorted(set(read.sources.tolist()) - {SOURCE}):
        mine = read.sources == source
        if source not in recipe.mixed:
            held.append(_without(read, recipe, source, mine))
            continue
        for kind in sorted(set(read.kinds[mine].tolist())):
            held.append(_without(read, recipe, f"{source}, {kind}", mine & (read.kinds == kind)))
    return held


def _without(read: Pool, recipe: Recipe, name: str, mine: Flags) -> Held:
    fitted = train(read, recipe, ~mine)
    return Held(name, read.labels[mine], fitted.odds(read.matrix[mine]))


def sureness(held: list[Held]) -> float:
    """Find what the odds are to be multiplied by, over the sources that know all three classes."""
    whole = [source for source in held if len(set(source.labels.tolist())) == len(LABELS)]
    return fitting_sureness(
        np.concatenate([source.labels for source in whole]), np.concatenate([source.odds for source in whole])
    )


def table(language: str, held: list[Held]) -> str:
    """Write what was measured as Markdown: scores and confusion of each source, then the reliability."""
    factor = sureness(held)
    lines = [f"## {language}", "", "| source | texts | macro-F1 | negative | neutral | positive |"]
    lines.append("|---|---|---|---|---|---|")
    confusions = []
    for source, labels, odds in held:
        found = score(labels, shares(odds).argmax(axis=1))
        each = " | ".join(f"{one:.3f}" for one in found.each)
        lines.append(f"| {source} | {len(labels):,} | {found.macro:.3f} | {each} |")
        confusions += ["", f"{source}: rows are labels, columns answers ({', '.join(LABELS)})", ""]
        confusions += ["    " + " ".join(f"{count:6d}" for count in row) for row in found.confusion]
    lines += confusions
    lines += ["", "| confidence | texts | said | right |", "|---|---|---|---|"]
    whole = [source for source in held if len(set(source.labels.tolist())) == len(LABELS)]
    every = np.concatenate([source.labels for source in whole])
    said = np.concatenate([source.odds * np.float32(factor) for source in whole])
    lines += [f"| | {b.texts:,} | {b.said:.2f} | {b.right:.2f} |" for b in reliability(every, said)]
    return "\n".join(lines) + "\n\n"


def measure_offence(read: Pool) -> Held:
    """Hold back every fifth text, since there is but one source."""
    mine = np.arange(len(read.labels)) % HELD_BACK == 0
    fitted = train_offence(read, ~mine)
    return Held("OffensEval-TR, held back", read.labels[mine], fitted.odds(read.matrix[mine]))


def offence_table(held: Held) -> str:
    """Write what was measured of offence as Markdown."""
    found = score(held.labels, (held.odds[:, 0] > 0).astype(np.int64), len(OFFENSIVE))
    rows = "\n".join("    " + " ".join(f"{count:6d}" for count in row) for row in found.confusion)
    return (
        f"## Turkish offence\n\n{held.source}: {len(held.labels):,} texts, macro-F1 {found.macro:.3f}\n\n"
        f"rows are labels, columns answers ({', '.join(OFFENSIVE)})\n\n{rows}\n"
    )
