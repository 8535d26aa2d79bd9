"""Which language a person gets."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("tr", "en")


def choose_language(environ: Mapping[str, str], setting: str = "", option: str = "") -> str:
    """`tr` or `en`: the option, else MEYDAN_LANGUAGE, the setting, the locale's variables, else English.

    A value in none of our languages is passed over.
    """
    wishes = [option, environ.get("MEYDAN_LANGUAGE", ""), setting]
    wishes += [environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for wish in wishes:
        language = wish.lower().replace("-", "_").split("_")[0].split(".")[0]
        if language in LANGUAGES:
            return language
    return "en"
