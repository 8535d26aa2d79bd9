"""What can be wrong with a model that somebody brings."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "not_installed",
    "no_folder",
    "no_file",
    "unreadable",
    "no_json",
    "no_labels",
    "label_numbers",
    "unknown_label",
    "one_sided",
    "wrong_kind",
    "bad_tokenizer",
    "bad_model",
    "unknown_input",
    "wrong_output",
    "no_numbers",
    "cannot_judge",
]


class ModelProblem(Exception):
    """A model cannot be used: `kind` says what is wrong, `values` name the file and what in it."""

    def __init__(self, kind: Kind, **values: str) -> None:
        super().__init__(f"{kind} {values}")
        self.kind = kind
        self.values = values
