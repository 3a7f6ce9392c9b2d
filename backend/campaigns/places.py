"""An interview's places in the quotas: held once somebody is classed, counted at its end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from backend.campaigns.models import Case
from backend.quotas import service as quotas
from backend.quotas.models import Mode
from backend.quotas.service import Counted, Full

# A place is kept this long after the last answer; who comes back later may still find one.
_KEPT = {
    Mode.PHONE: timedelta(minutes=30),
    Mode.WEB: timedelta(minutes=60),
    Mode.SMS: timedelta(hours=48),
}


@dataclass(frozen=True)
class Places:
    """The places of one person of a sample; a volunteer, or a campaign without quotas, has none."""

    session: Session
    plan_id: int
    case: Case
    mode: Mode
    now: datetime

    def hold(self, dims: dict[str, str]) -> bool:
        """Hold them, or keep them longer; false where somebody has no place to begin with.

        Whoever is on the telephone takes a last place from an SMS that has been silent for hours.
        """
        whole, case_id = self._in_full(dims), self.case.id or 0
        if quotas.touch(self.session, case_id, until=self._until(), now=self.now):
            quotas.correct(self.session, case_id, whole, now=self.now)
            return True
        if self._reserve(whole):
            return True
        speaks = self.mode is Mode.PHONE
        freed = speaks and quotas.preempt(self.session, self.plan_id, whole, now=self.now)
        return bool(freed) and self._reserve(whole)

    def _reserve(self, whole: dict[str, str]) -> bool:
        held = quotas.reserve(
            self.session,
            self.plan_id,
            self.case.id or 0,
            whole,
            mode=self.mode,
            until=self._until(),
            now=self.now,
        )
        return not isinstance(held, Full)

    def _until(self) -> datetime:
        return self.now + _KEPT[self.mode]

    def count(self, dims: dict[str, str]) -> bool:
        """Count a finished interview; false where it is more than was wanted."""
        told = quotas.complete(
            self.session, self.case.id or 0, dims=self._in_full(dims), now=self.now
        )
        return isinstance(told, Counted)

    def free(self) -> None:
        """Give them back."""
        quotas.release(self.session, self.case.id or 0, now=self.now)

    def _in_full(self, dims: dict[str, str]) -> dict[str, str]:
        """What somebody says of themselves is truer than the file, which knows the agency."""
        return {**self.case.known, **dims}
