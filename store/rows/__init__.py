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
    "Said",
    "SavedReplyRow",
    "StreamRow",
    "TagRow",
    "ThreadChange",
    "ThreadEntry",
    "ThreadMark",
    "TrendCard",
    "Typist",
]
