"""The command `report`: a credit report as a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xinyong.project.cli_base import JSON, REFUSED, emit, refuse, with_home

if TYPE_CHECKING:
    from xinyong.reports.models import Report


@click.command()
@click.argument("code")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="写入的 PDF 文件。")
@click.option("--as", "user", help="查询人（用户名）；不写时出具公开版。")
@click.option("--reason", help="查询事由，如实记录并保存五年（第十九条）；与 --as 同用。")
@click.option("--purpose", default="other", show_default=True, help="查询事由分类代码。")
@click.option("--task", help="信用中心按任务查询时的编号（回执编号）。")
@JSON
@with_home
def report(
    code: str,
    out: Path,
    user: str | None,
    reason: str | None,
    purpose: str,
    task: str | None,
    *,
    as_json: bool,
) -> None:
    """出具法人和非法人组织公共信用信息报告（PDF）；按统一社会信用代码。"""
    from xinyong.infra.clock import now
    from xinyong.project.lookups import actor, require_folder
    from xinyong.reports import actions
    from xinyong.reports.queries import content_of

    _require_organisation(code, as_json=as_json)
    if bool(user) != bool(reason):
        refuse(
            "report.reason_missing",
            "--as 与 --reason 须同时给出：授权版报告须写明查询人和查询事由。",
            as_json=as_json,
        )
    require_folder(out)
    if user is None:
        made = actions.issue_public(subject=_disclosed(code, as_json=as_json), by=actor(None, None), at=now())
    else:
        from xinyong.inquiries.looks import Look
        from xinyong.inquiries.models import Way

        look = Look(code=code, purpose=purpose, reason=reason or "", way=Way.COMMAND_LINE, task=task)
        found, issued = actions.issue_restricted(look=look, by=actor(user, None), at=now())
        if issued is None:
            if as_json:
                refuse(*(found.refusal or _NOTHING), as_json=True, entry=found.entry)
            click.echo(f"未办理：{found.in_words()}", err=True)
            sys.exit(REFUSED)
        made = issued
    out.write_bytes(content_of(made))
    emit(_document(made, out)) if as_json else click.echo(_in_words(made, out))


_NOTHING = ("report.not_found", "没有可供查看的记录，未出具报告。")


def _require_organisation(code: str, *, as_json: bool) -> None:
    """Refuse whatever is no code of an organisation, without repeating it."""
    from xinyong.rules.identifiers import canonical_code, check_uscc

    if code == "-" or check_uscc(canonical_code(code)).errors not in ((), ("uscc.check_character",)):
        refuse(
            "report.organisations_only",
            "只能出具社会法人的报告：请给出18位统一社会信用代码。自然人的报告不在此办理，个人证件号码不得写在命令行参数中。",
            as_json=as_json,
        )


def _disclosed(code: str, *, as_json: bool) -> int:
    from xinyong.disclosure import queries

    found = queries.search(code).subjects
    if not found:
        refuse(
            "report.not_found",
            "没有找到这个代码的可公示信息，未出具报告。请核对统一社会信用代码；需要查看非公开信息的，请用 --as 和 --reason。",
            as_json=as_json,
        )
    return found[0].number


def _document(made: "Report", out: Path) -> dict[str, Any]:
    return {
        "number": made.number,
        "code": made.code,
        "subject": str(made.subject),
        "version": made.version,
        "digest": bytes(made.digest).hex(),
        "pages": made.pages,
        "issued_at": made.issued_at,
        "missing_glyphs": made.missing_glyphs,
        "out": str(out),
    }


def _in_words(made: "Report", out: Path) -> str:
    missing = (
        f"\n字库没有的字符：{'、'.join(made.missing_glyphs)}（报告内已注明）" if made.missing_glyphs else ""
    )
    return f"已出具报告 {made.number}（{made.get_version_display()}，{made.pages} 页）：{out}\n验证码 {made.code}　SM3 {bytes(made.digest).hex()}{missing}"


COMMANDS = [report]
