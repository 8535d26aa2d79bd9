"""The languages of Meydan: catalogs and formats, Turkish and English."""

from meydan.app.locale.choice import LANGUAGES, choose_language
from meydan.app.locale.speech import N_, Locale

__all__ = ["LANGUAGES", "N_", "Locale", "choose_language"]
