"""Commands of the departments: submit, template, marked, items."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from xinyong.infra.excel_in import start_child
from xinyong.project.cli_base import DONE, IN_PART, JSON, REFUSED, emit, promising, refuse, with_home

_SHOWN = 1000  # findings printed; all of them are in the marked workbook


def reading_ahead(command: Callable[..., Any]) -> Callable[..., Any]:
    """Start the reading child before everything else: it warms up while the database and Django do."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        with start_child() as child:
            return command(*args, **options, child=child)

    return run


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--item", required=True, help="信息项代码，如 penalty 或 XZF1201。")
@click.option("--agency", required=True, help="报送单位代码，如 scjg。")
@click.option("--as", "user", help="以该用户报送；缺省为操作系统账号。")
@click.option("--accept-valid", is_flag=True, help="有不合格行时，只入库合格行。")
@click.option("--sheet", help="工作表名称。")
@JSON
@reading_ahead
@with_home
@promising(receipt=None)
def submit(
    file: Path,
    item: str,
    agency: str,
    user: str | None,
    *,
    accept_valid: bool,
    sheet: str | None,
    as_json: bool,
    child: Any,
) -> None:
    """报送一个文件：校验、入库、给出回执。"""
    from xinyong.collection import actions, originals
    from xinyong.collection.states import Channel
    from xinyong.infra.clock import now
    from xinyong.project.lookups import actor, agency_of, item_of

    if not file.is_file():
        refuse("file.not_found", f"找不到文件 {file.name}。请核对路径。", as_json=as_json, receipt=None)
    by, organisation, found = actor(user, agency), agency_of(agency), item_of(item)
    original = originals.Original(filename=file.name, item=found, sheet=sheet, accept_valid=accept_valid)
    with file.open("rb") as source:
        submission = actions.receive(
            source=source, original=original, agency=organisation, channel=Channel.COMMAND, by=by, at=now()
        )
    actions.submit(submission=submission, by=by, at=now(), child=child)
    _answer(submission, as_json=as_json)


def _answer(submission: Any, *, as_json: bool) -> None:
    from xinyong.collection import queries
    from xinyong.collection.states import State

    result = queries.result(submission, limit=_SHOWN)
    emit(result) if as_json else click.echo(queries.result_in_words(submission, result))
    codes = {State.LOADED: DONE, State.LOADED_IN_PART: IN_PART}
    sys.exit(codes.get(State(submission.state), REFUSED))


@click.command()
@click.argument("code")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="模板文件，.xlsx。")
@JSON
@with_home
def template(code: str, out: Path, *, as_json: bool) -> None:
    """下载信息项的报送模板。"""
    from xinyong.catalogue.loader import load_catalogue
    from xinyong.collection.template import write_template
    from xinyong.infra.clock import today
    from xinyong.project.lookups import item_of, require_folder

    item = item_of(code)
    require_folder(out)
    write_template(item, load_catalogue().edition, out, today())
    emit({"item": item.code, "file": str(out)}) if as_json else click.echo(f"《{item.title}》模板：{out}")


@click.command()
@click.argument("receipt")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="标注后的工作簿，.xlsx。")
@click.option("--as", "user", help="以该用户下载；缺省为操作系统账号。")
@JSON
@with_home
def marked(receipt: str, out: Path, user: str | None, *, as_json: bool) -> None:
    """下载标出问题的工作簿：问题单元格着色、附说明，末列为错误说明。"""
    from xinyong.collection import marking, queries
    from xinyong.project.lookups import actor, require_folder

    submission = queries.access_submission(actor=actor(user, None), receipt=receipt)
    require_folder(out)
    marking.write_marked(submission, out)
    emit({"receipt": receipt, "file": str(out)}) if as_json else click.echo(f"已标注：{out}")


@click.command()
@JSON
@with_home
def items(*, as_json: bool) -> None:
    """列出信息项目录。"""
    from xinyong.catalogue.loader import load_catalogue

    rows = [
        {
            "code": i.code,
            "number": i.number,
            "title": i.title,
            "article": i.category,
            "subject_kinds": list(i.kinds),
            "class": i.record_class.value,
            "agencies": [*i.suppliers.organisations, *i.suppliers.kinds],
            "cycle": i.cycle.value,
        }
        for i in load_catalogue().items.values()
    ]
    if as_json:
        emit(rows)
    for row in rows if not as_json else []:
        click.echo(f"{row['code']:<18}{row['number']:<9} {row['class']}  {row['article']:<8}{row['title']}")


COMMANDS = [submit, template, marked, items]
