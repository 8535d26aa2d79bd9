"""`python -m meydan.insight.training FOLDER` trains the weights that ship and prints how good they are.

What is printed is measured on sources left out of the training. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import sys
from importlib.resources import files
from pathlib import Path

from meydan.insight import offence
from meydan.insight.language import ENGLISH, TURKISH
from meydan.insight.training import left_out, recipes, shipping
from meydan.insight.training.invented import invent
from meydan.insight.training.matrix import offence_reader, tone_reader
from meydan.insight.training.rows import OFFENSIVE, read_pool, read_rows

INSULTS = "tr_offensive_train.jsonl.gz"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, train and write."""
    parser = argparse.ArgumentParser(prog="python -m meydan.insight.training", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder with the labelled texts")
    parser.add_argument("--into", type=Path, help="where the weights go; the package itself if not said")
    asked = parser.parse_args(arguments)
    into = asked.into or Path(str(files("meydan.insight").joinpath("data")))
    into.mkdir(parents=True, exist_ok=True)
    for language in (TURKISH, ENGLISH):
        recipe = recipes.RECIPES[language]
        rows = [*read_pool(asked.folder, language), *invent(language)]
        read = recipes.pool(rows, tone_reader(language), meaning=recipe.meaning)
        measured = left_out.measure(read, recipe)
        sys.stdout.write(left_out.table(language, measured))
        shipping.write(into, recipe.name, recipes.train(read, recipe), left_out.sureness(measured))
    insults = recipes.pool(read_rows(asked.folder / INSULTS, OFFENSIVE), offence_reader())
    sys.stdout.write(left_out.offence_table(left_out.measure_offence(insults)))
    shipping.write(into, offence.WEIGHTS, recipes.train_offence(insults), 1.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
