"""What a single round of the engine did."""

from __future__ import annotations

from dataclasses import dataclass, field

from meydan.app.sync.standing import SIGNED_OUT, Barrier


@dataclass(frozen=True, slots=True)
class AccountReport:
    """One account's round: items received, new and changed ones, what went wrong.

    `errors` are sentences or catalog ids; `barrier` says why the account was not asked (to the end).
    """

    account: str
    pulled: int = 0
    new: int = 0
    updated: int = 0
    rejected: int = 0
    errors: tuple[str, ...] = ()
    barrier: Barrier | None = None

    def __add__(self, other: AccountReport) -> AccountReport:
        """Both rounds of the same account as one."""
        return AccountReport(
            self.account or other.account,
            self.pulled + other.pulled,
            self.new + other.new,
            self.updated + other.updated,
            self.rejected + other.rejected,
            tuple(dict.fromkeys((*self.errors, *other.errors))),
            self.barrier or other.barrier,
        )


@dataclass(frozen=True, slots=True)
class OutboxReport:
    """Outcomes of the deliveries attempted or looked after; `later` waits for another attempt."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    later: int = 0
    missed: int = 0

    @property
    def any(self) -> bool:
        """Whether there was anything to do."""
        return self != OutboxReport()

    def __add__(self, other: OutboxReport) -> OutboxReport:
        return OutboxReport(
            self.sent + other.sent,
            self.failed + other.failed,
            self.unknown + other.unknown,
            self.later + other.later,
            self.missed + other.missed,
        )


@dataclass(frozen=True, slots=True)
class OnceReport:
    """One round over all accounts.

    `holder` names the process that did the work when it was not this one; `finished` is False when that
    process did not get through in time.
    """

    accounts: tuple[AccountReport, ...] = ()
    outbox: OutboxReport = field(default_factory=OutboxReport)
    holder: str = ""
    finished: bool = True

    @property
    def ok(self) -> bool:
        """Whether everything went well: exit status 0."""
        troubled = any(
            account.errors or (account.barrier is not None and account.barrier.reason == SIGNED_OUT)
            for account in self.accounts
        )
        return self.finished and not troubled and not self.outbox.failed
