"""A small plan, and who falls in it, for the tests of quotas."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import product

from sqlmodel import Session

from backend.quotas import service
from backend.quotas.models import Counter, Lease, Mode
from backend.quotas.plan import Frame, Margin, cell
from backend.quotas.service import Full

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
HELD_FOR = timedelta(minutes=30)
MARGINS: tuple[Margin, ...] = (("agency",), ("agency", "age"), ("agency", "csp"))
AGES, CSPS = ("18-44", "45+"), ("employé", "retraité")


def frame(*agencies: str, people: int = 25) -> Frame:
    """The same number of people in every cell of the agencies."""
    cells = product(agencies or ("béarn",), AGES, CSPS)
    return {cell(agency=agency, age=age, csp=csp): people for agency, age, csp in cells}


def person(age: str = AGES[0], csp: str = CSPS[0], agency: str = "béarn") -> dict[str, str]:
    return {"agency": agency, "age": age, "csp": csp}


def plan(session: Session, size: int = 4, **tolerance: int) -> int:
    """A plan for one agency: `size` people, half of them in each category."""
    soft = {margin: tolerance[margin[-1]] for margin in MARGINS if margin[-1] in tolerance}
    return service.draw(session, frame(), size, MARGINS, soft).id or 0


def hold(
    session: Session,
    plan_id: int,
    case: int,
    who: Mapping[str, str] | None = None,
    *,
    mode: Mode = Mode.WEB,
    now: datetime = NOW,
) -> Lease | Full:
    """Reserve as anybody does."""
    return service.reserve(
        session, plan_id, case, who or person(), mode=mode, until=now + HELD_FOR, now=now
    )


def counter(session: Session, plan_id: int, **dims: str) -> Counter:
    """The counter of a cell."""
    [found] = [one for one in service.standing(session, plan_id) if one.dims == dims]
    return found


def used(session: Session, plan_id: int) -> list[tuple[int, int]]:
    """What is held and counted in each counter, in the plan's order."""
    return [(one.reserved, one.completed) for one in service.standing(session, plan_id)]
