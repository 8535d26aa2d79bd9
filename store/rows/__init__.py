"""The frozen rows that reads return. Times are aware UTC; texts are as stored (sanitised on entry)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.store.rows.around import (
        AnsweredRow,
        InquiryRow,
        PersonCard,
        PersonRow,
        Sign,
        Signs,
        WeekTones,
    )
    from meydan.store.rows.figures import AdDayRow, BudgetRow, TrendCard
    from meydan.store.rows.inbox import (
        DraftRow,
        InboxQuery,
        IngestResult,
        ItemRow,
        NoteRow,
        Position,
        ThreadEntry,
    )
    from meydan.store.rows.outgoing import (
        CalendarEntry,
        Candidate,
        DeliveryPage,
        DeliveryRow,
        DeliveryWork,
        OutboxCounts,
        PostRow,
        Released,
    )
    from meydan.store.rows.people import (
        AccountHealth,
        AccountRow,
        Actor,
        BrandRow,
        MemberRow,
        SavedReplyRow,
        SavedSplitRow,
        StreamRow,
        TagRow,
    )
    from meydan.store.rows.system import AuditRow, Fence, LeaseRow, QuarantineRow
    from meydan.store.rows.together import Company, Said, ThreadChange, ThreadMark, Typist

__all__ = [
    "AccountHealth",
    "AccountRow",
    "Actor",
    "AdDayRow",
    "AnsweredRow",
    "AuditRow",
    "BrandRow",
    "BudgetRow",
    "CalendarEntry",
    "Candidate",
    "Company",
    "DeliveryPage",
    "DeliveryRow",
    "DeliveryWork",
    "DraftRow",
    "Fence",
    "InboxQuery",
    "IngestResult",
    "InquiryRow",
    "ItemRow",
    "LeaseRow",
    "MemberRow",
    "NoteRow",
    "OutboxCounts",
    "PersonCard",
    "PersonRow",
    "Position",
    "PostRow",
    "QuarantineRow",
    "Released",
    "Said",
    "SavedReplyRow",
    "SavedSplitRow",
    "Sign",
    "Signs",
    "StreamRow",
    "TagRow",
    "ThreadChange",
    "ThreadEntry",
    "ThreadMark",
    "TrendCard",
    "Typist",
    "WeekTones",
]

# What is needed most comes first: making the dataclasses of all of them takes longer than a short read.
_HOMES = ("people", "inbox", "system", "outgoing", "around", "figures", "together")


def __getattr__(name: str) -> object:
    if name in __all__:
        for home in _HOMES:
            module = import_module(f"{__name__}.{home}")
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
