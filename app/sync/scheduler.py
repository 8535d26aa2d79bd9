"""When things are done: jobs made from what the store says is due, never kept anywhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

Work = Callable[[], Awaitable[None]]
SAME = 0.01


class Scheduler:
    """Fires each named job once, after its delay, never twice at the same time.

    `failed` hears of every job that raised or could not be run, `finished` of every one that ended.
    """

    def __init__(
        self, failed: Callable[[str, BaseException | None], None], finished: Callable[[], None]
    ) -> None:
        self._failed = failed
        self._finished = finished
        self._planned: dict[str, datetime] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._jobs = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to fire, in the running event loop."""
        self._jobs.add_listener(self._hear, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)
        self._jobs.start()

    async def stop(self) -> None:
        """Fire nothing more, cancel what runs and see it end."""
        self._jobs.shutdown(wait=False)
        running = tuple(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def plan(self, wanted: Mapping[str, tuple[float, Work]]) -> None:
        """Make the waiting jobs exactly these: name -> (delay in seconds, work); running ones go on."""
        now = datetime.now(UTC)
        for name in set(self._planned) - set(wanted):
            del self._planned[name]
            self._jobs.remove_job(name)
        for name, (delay, work) in wanted.items():
            when = now + timedelta(seconds=max(0.0, delay))
            planned = self._planned.get(name)
            if name in self._running or (planned and abs((planned - when).total_seconds()) < SAME):
                continue
            self._planned[name] = when
            self._jobs.add_job(
                self._run, DateTrigger(when), args=(name, work), id=name, replace_existing=True
            )

    async def _run(self, name: str, work: Work) -> None:
        task = asyncio.current_task()
        assert task is not None, "the scheduler runs coroutines in tasks"
        self._planned.pop(name, None)
        self._running[name] = task
        try:
            await work()
        except asyncio.CancelledError:
            # The task ends here and nobody awaits it but `stop`.
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and the other jobs go on
            self._failed(name, error)
        finally:
            del self._running[name]
            self._finished()

    def _hear(self, event: JobEvent) -> None:
        self._failed(event.job_id, getattr(event, "exception", None))
