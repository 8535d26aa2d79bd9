"""The words of rules: how conditions, actions and their values are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from meydan.insight.text import fold


def _by_name(names: Mapping[str, str]) -> Mapping[str, str]:
    """Every folded name -> the canonical one, which is a name too."""
    return MappingProxyType(
        {fold(name): key for key, others in names.items() for name in (key, *others.split())}
    )


CONDITIONS = _by_name(
    {
        "platform": "",
        "account": "hesap",
        "kind": "tür",
        "lang": "language dil",
        "tone": "sentiment duygu",
        "words": "word any sözcük kelime",
        "all": "hepsi tümü",
        "none": "hiçbiri",
        "author": "yazar",
        "mark": "işaret",
        "followers": "takipçi",
        "stars": "yıldız",
        "hours": "hour saat",
        "days": "day gün",
        "is": "bu",
        "not": "değil",
    }
)
ACTIONS = _by_name(
    {
        "tag": "etiket",
        "assign": "ata kime",
        "priority": "öncelik",
        "snooze": "ertele",
        "done": "bitti bitir kapat",
        "hide": "gizle",
        "draft": "saved taslak hazır",
        "last": "stop dur son",
    }
)
ALONE = frozenset({"done", "hide", "last"})
"""Actions without a value."""

NEVER = frozenset(
    fold(word)
    for word in (
        *("delete", "remove", "send", "reply", "answer", "publish", "post", "block", "report", "ban"),
        *("sil", "gönder", "yanıtla", "cevapla", "yayınla", "paylaş", "engelle", "bildir"),
    )
)
"""What cannot be taken back, or would speak for the brand: no rule does it."""

VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "kind": _by_name(
            {"comment": "yorum", "mention": "bahis", "dm": "özel mesaj", "review": "değerlendirme"}
        ),
        "lang": _by_name({"tr": "türkçe", "en": "ingilizce", "other": "başka", "und": "belirsiz"}),
        "tone": _by_name({"positive": "olumlu +", "neutral": "nötr 0", "negative": "olumsuz -"}),
        "mark": _by_name({"vip": "", "staff": "ekip personel", "rival": "rakip"}),
        "is": _by_name(
            {
                "first": "ilk first-time",
                "question": "soru",
                "urgent": "acil",
                "offensive": "hakaret saldırgan",
                "spam": "istenmeyen",
                "link": "bağlantı",
            }
        ),
        "days": _by_name(
            {
                "mon": "monday pzt pazartesi",
                "tue": "tuesday sal salı",
                "wed": "wednesday çar çarşamba",
                "thu": "thursday per perşembe",
                "fri": "friday cum cuma",
                "sat": "saturday cmt cumartesi",
                "sun": "sunday paz pazar",
            }
        ),
    }
)
"""Condition -> the values that it takes, by folded name; `not` takes those of `is`."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def near(name: str, known: Mapping[str, str]) -> str:
    """What may have been meant by `name`, as it is canonically called; '' when nothing is like it."""
    found = get_close_matches(fold(name), known, n=1)
    return known[found[0]] if found else ""


def allowed(known: Mapping[str, str]) -> str:
    """All canonical names, as a person reads them."""
    return ", ".join(dict.fromkeys(known.values()))
