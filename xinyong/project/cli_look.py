"""Commands that look things up: search (what the public may find), subject (within a user's rights)."""

import sys

import click

from xinyong.project.cli_base import DONE, JSON, REFUSED, emit, refuse, with_home


@click.command()
@click.argument("text")
@JSON
@with_home
def search(text: str, *, as_json: bool) -> None:
    """按名称（任意部分，两个字起）或代码查找已公示的社会法人。"""
    from xinyong.disclosure import queries

    answer = queries.search(text, limit=50)
    found = [{"name": s.name, "code": s.code, "records": s.records} for s in answer.subjects]
    if as_json:
        emit(found)
        return
    for row in found:
        click.echo(f"{row['code'] or '—':<20}{row['records']:>4} 条  {row['name']}")
    if answer.hint:
        click.echo(answer.hint.label)
    elif answer.capped:
        click.echo("符合的太多，只列出其中一部分。请把名称写得更完整。")
    elif not found:
        click.echo("没有找到已公示的社会法人。请核对名称（至少两个字）或统一社会信用代码。")


@click.command()
@click.argument("code")
@click.option("--as", "user", required=True, help="查询人（用户名）。")
@click.option("--reason", required=True, help="查询事由，如实记录并保存五年（第十九条）。")
@click.option("--purpose", default="other", show_default=True, help="查询事由分类代码。")
@click.option("--task", help="信用中心按任务查询时的编号（回执编号）。")
@JSON
@with_home
def subject(code: str, user: str, reason: str, purpose: str, task: str | None, *, as_json: bool) -> None:
    """查询一个信用主体的记录；个人证件号码不写在命令行，用 - 从标准输入读取。"""
    from xinyong.infra.clock import now
    from xinyong.inquiries import looks
    from xinyong.inquiries.models import Way
    from xinyong.project.lookups import actor
    from xinyong.records.queries import is_personal_number

    if code == "-":
        code = sys.stdin.readline().strip()
    elif is_personal_number(code):
        refuse(
            "subject.personal_argument",
            "个人证件号码不得写在命令行参数中。请以 - 代替，并从标准输入给出。",
            as_json=as_json,
        )
    look = looks.Look(code=code, purpose=purpose, reason=reason, way=Way.COMMAND_LINE, task=task)
    answer = looks.look_up(look=look, by=actor(user, None), at=now())
    emit(answer.document()) if as_json else click.echo(answer.in_words())
    sys.exit(REFUSED if answer.refused else DONE)


COMMANDS = [search, subject]
