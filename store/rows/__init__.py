"""The frozen rows that reads return. Times are aware UTC; texts are as stored (sanitised on entry)."""

from meydan.store.rows.figures import AdDayRow, BudgetRow, TrendCard
from meydan.store.rows.inbox import (
    DraftRow,
    InboxQuery,
    IngestResult,
    ItemRow,
    NoteRow,
    PersonCard,
    Position,
    ThreadEntry,
)
from meydan.store.rows.outgoing import (
    CalendarEntry,
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
    StreamRow,
    TagRow,
)
from meydan.store.rows.system import AuditRow, Fence, LeaseRow, QuarantineRow

__all__ = [
    "AccountHealth",
    "AccountRow",
    "Actor",
    "AdDayRow",
    "AuditRow",
    "BrandRow",
    "BudgetRow",
    "CalendarEntry",
    "DeliveryRow",
    "DeliveryWork",
    "DraftRow",
    "Fence",
    "InboxQuery",
    "IngestResult",
    "ItemRow",
    "LeaseRow",
    "MemberRow",
    "NoteRow",
    "OutboxCounts",
    "PersonCard",
    "Position",
    "PostRow",
    "QuarantineRow",
    "Released",
    "SavedReplyRow",
    "StreamRow",
    "TagRow",
    "ThreadEntry",
    "TrendCard",
]
