"""`python -m meydan.insight.training FOLDER` trains the weights that ship; `--left-out` measures them."""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path

from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.training import left_out, recipes, shipping
from meydan.insight.training.invented import invent
from meydan.insight.training.rows import OFFENSIVE, read_pool, read_rows

INSULTS = "tr_offensive_train.jsonl.gz"


def main(arguments: list[str] | None = None) -> int:
    """Train and write, or measure and print."""
    parser = argparse.ArgumentParser(prog="python -m meydan.insight.training", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with the labelled texts")
    parser.add_argument("--left-out", action="store_true", help="measure on sources not trained on")
    parser.add_argument("--into", type=Path, help="where the weights go; the package itself if not said")
    asked = parser.parse_args(arguments)
    into = asked.into or Path(str(files("meydan.insight").joinpath("data")))
    for language in (TURKISH, ENGLISH):
        recipe = recipes.RECIPES[language]
        rows = [*read_pool(asked.folder, language), *invent(language)]
        read = recipes.pool(rows, language, meaning=recipe.meaning)
        measured = left_out.measure(read, recipe)
        if asked.left_out:
            sys.stdout.write(left_out.table(language, measured))
            continue
        fitted = recipes.train(read, recipe)
        if language == TURKISH:
            insults = recipes.pool(read_rows(asked.folder / INSULTS, OFFENSIVE), language)
            fitted = recipes.joined(fitted, recipes.train_offensive(insults))
        shipping.write(into, recipe.name, fitted, left_out.sureness(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
