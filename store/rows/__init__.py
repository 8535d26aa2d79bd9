"""The frozen rows that reads return. Times are aware UTC; texts are as stored (sanitised on entry)."""

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
    "AnsweredRow",
    "AuditRow",
    "BrandRow",
    "BudgetRow",
    "CalendarEntry",
    "Company",
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
