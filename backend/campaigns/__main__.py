"""`loge survey check|prepare|launch`: put a questionnaire to a landlord's tenants."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlmodel import Session

from backend.campaigns import preparing, service, supervision
from backend.campaigns.errors import BadQuestionnaire
from backend.campaigns.models import Wave
from backend.campaigns.preparing import questionnaire_from
from backend.campaigns.questionnaire import Questionnaire
from backend.campaigns.sampling import Sampled
from backend.campaigns.service import Quota, Terms
from backend.clock import now
from backend.config import get_settings
from backend.db import single_unit
from backend.errors import AppError
from backend.quotas.plan import Margin

app = typer.Typer(no_args_is_help=True, add_completion=False)
screen = Console()
_SHOWN = 50
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
Landlord = Annotated[str, typer.Option(help="the landlord whose tenants are asked")]

Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="the first, or the last, day of asking"),
]


@contextmanager
def _unit_of_work() -> Iterator[Session]:
    try:
        with single_unit(get_settings().database_url) as session:
            yield session
    except AppError as error:
        raise _failed(f"{error.detail} {error.data or ''}") from error


def _failed(why: str) -> typer.Exit:
    screen.print(f"[red]{why}[/red]", highlight=False)
    return typer.Exit(1)


def _questionnaire(file: Path) -> Questionnaire:
    """Read a file; what is wrong with it is told, and ends the command."""
    try:
        return questionnaire_from(file.read_bytes())
    except BadQuestionnaire as error:
        for problem in error.data["problems"]:
            screen.print(f"{file}: {problem}", highlight=False)
        raise typer.Exit(1) from error


@app.command()
def check(file: File) -> None:
    """Tell whether a questionnaire could be launched, and else why not."""
    read = _questionnaire(file)
    core = sum(one.core for one in read.questions)
    screen.print(f"{read.id}: {len(read.questions)} questions, {core} of them by SMS")


@app.command()
def prepare(
    file: File,
    landlord: Landlord,
    name: Annotated[str, typer.Option(help="what supervisors will call it")],
    sample: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="CSV or XLSX")],
    test: Annotated[bool, typer.Option(help="the test phase, on the landlord's own staff")] = False,
    by_sms: Annotated[bool, typer.Option(help="invite the sample by SMS")] = False,
    by_phone: Annotated[bool, typer.Option(help="call the sample")] = True,
    begins: Day = None,
    ends: Day = None,
) -> None:
    """Write a survey with its sample, not launched yet; print its number."""
    questionnaire = _questionnaire(file)
    with _unit_of_work() as session:
        campaign, sampled = preparing.prepare(
            session,
            landlord=landlord,
            name=name,
            wave=Wave.TEST if test else Wave.FIELD,
            questionnaire=questionnaire,
            sample=sample.read_bytes(),
            terms=Terms(by_sms, by_phone, begins and begins.date(), ends and ends.date()),
            now=now(),
        )
        number = campaign.id
    _tell(sampled)
    screen.print(f"survey {number}: {len(sampled.people)} people in its sample")


def _tell(sampled: Sampled) -> None:
    for one in sampled.refusals[:_SHOWN]:
        screen.print(f"  line {one.line}, {one.column}: {one.reason}", highlight=False)
    if len(sampled.refusals) > _SHOWN:
        screen.print(f"  … and {len(sampled.refusals) - _SHOWN} more")


@app.command()
def launch(
    survey: Annotated[int, typer.Argument(help="its number")],
    landlord: Landlord,
    size: Annotated[int, typer.Option(help="how many answers; 0: all, without quotas")] = 0,
    margin: Annotated[
        list[str] | None, typer.Option(help="a quota's dimensions, such as agency,age")
    ] = None,
    softly: Annotated[
        list[str] | None, typer.Option(help="how far a margin may go over: agency,csp=1")
    ] = None,
) -> None:
    """Begin to ask; the quotas are shared out over the sample."""
    margins = [_margin(one) for one in margin or ("agency", "agency,age", "agency,csp")]
    quota = Quota(size, margins, dict(map(_soft, softly or ()))) if size else None
    with _unit_of_work() as session:
        campaign = service.of_landlord(session, landlord, survey)
        service.launch(session, campaign, quota, now=now())
        supervision.foresee(session, campaign, now=now())
        short = supervision.shortfalls(session, campaign)
    for one in short:
        screen.print(f"  {', '.join(one.names)}: {one.missing} will be missing", highlight=False)
    screen.print(f"survey {survey} is running")


def _margin(words: str) -> Margin:
    return tuple(word.strip() for word in words.split(","))


def _soft(words: str) -> tuple[Margin, int]:
    margin, _, more = words.partition("=")
    if not more.isdecimal():
        raise typer.BadParameter(f"{words!r} is not a margin and a number: agency,csp=1")
    return _margin(margin), int(more)
