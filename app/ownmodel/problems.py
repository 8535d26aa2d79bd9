"""What is wrong with a model that somebody brought, in words."""

from __future__ import annotations

from collections.abc import Mapping

from meydan.panes.speech import N_

SLOW = "slow"
SLOW_TO_LOAD = "slow_to_load"
ENDED = "ended"
CONFUSED = "confused"
STUMBLES = "stumbles"

LANGUAGES = {"tr": N_("Turkish"), "en": N_("English"), "other": N_("other languages")}
"""What people call the languages that may have a model."""

PROBLEMS = {
    "not_installed": N_("{name} is not installed: pip install 'meydan[onnx]'"),
    "no_folder": N_("{file}: there is no such folder"),
    "no_file": N_("{file}: a model needs this file"),
    "unreadable": N_("{file} cannot be read: {reason}"),
    "no_json": N_("{file} is no JSON object"),
    "no_labels": N_("{file}: id2label must name two labels or more"),
    "label_numbers": N_("{file}: id2label must number its labels from 0 to {last}"),
    "unknown_label": N_(
        "{file}: the label {label} says no tone: call it negative, neutral or positive in id2label"
    ),
    "one_sided": N_("{file}: the labels {labels} must tell negative from positive"),
    "wrong_kind": N_("{file}: problem_type is {given}, not one of several labels"),
    "bad_tokenizer": N_("{file} is no tokenizer: {reason}"),
    "bad_model": N_("{file} is no model that can be run: {reason}"),
    "unknown_input": N_("{file} wants {name}: known are input_ids, attention_mask and token_type_ids"),
    "wrong_output": N_("{file} answers with {shape} numbers, where id2label names {labels} labels"),
    "no_numbers": N_("{file} answers with what is no number"),
    "cannot_judge": N_("{file} cannot judge a text: {reason}"),
    SLOW: N_("it took longer than {seconds} s for {count} texts"),
    SLOW_TO_LOAD: N_("it took longer than {seconds} s to load"),
    ENDED: N_("its process ended with status {status}"),
    CONFUSED: N_("its process answered with something that makes no sense"),
    STUMBLES: N_("it stumbled over every one of {count} texts"),
}
"""By what `insight.ownmodel.problem` or we call it."""


class ModelTrouble(Exception):
    """A model cannot be used now. `message` is a catalog id, `values` fill its fields."""

    def __init__(self, kind: str, values: Mapping[str, object]) -> None:
        self.message = PROBLEMS[kind]
        self.values = dict(values)
        super().__init__(self.message.format(**self.values))
        self.kind = kind
