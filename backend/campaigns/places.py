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
        """Hold them, or keep them longer; false where somebody has no place to begin with."""
        case_id, until = self.case.id or 0, self.now + _KEPT[self.mode]
        if quotas.touch(self.session, case_id, until=until, now=self.now):
            quotas.correct(self.session, case_id, self._in_full(dims), now=self.now)
            return True
        held = quotas.reserve(
            self.session,
            self.plan_id,
            case_id,
            self._in_full(dims),
            mode=self.mode,
            until=until,
            now=self.now,
        )
        return not isinstance(held, Full)

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
