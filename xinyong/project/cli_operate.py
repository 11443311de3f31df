"""Commands of the centre and the operators: reconcile, user, up, check-environment."""

import sys

import click

from xinyong.project.cli_base import JSON, REFUSED, emit, with_home


@click.command()
@JSON
@with_home
def reconcile(*, as_json: bool) -> None:
    """全库对账：每张回执的等式、每个版本与回执行号、原文件摘要。"""
    from xinyong.collection import reconciling

    report = reconciling.reconcile()
    emit(report.document()) if as_json else click.echo(report.in_words())
    sys.exit(0 if report.balanced else REFUSED)


@click.group()
def user() -> None:
    """工作人员账号。"""


@user.command("add")
@click.argument("username")
@click.option("--name", required=True, help="姓名。")
@click.option("--agency", required=True, help="单位代码。")
@click.option("--role", required=True, help="岗位角色，如 reporter、reviewer、centre_operator。")
@JSON
@with_home
def add(username: str, name: str, agency: str, role: str, *, as_json: bool) -> None:
    """新增账号和岗位；初始密码只显示一次，首次登录须修改。"""
    from xinyong.accounts import actions
    from xinyong.infra.clock import now
    from xinyong.project.lookups import actor

    password = actions.add_user(
        username=username, name=name, organisation=agency, role=role, by=actor(None, None), at=now()
    )
    emit({"username": username, "initial_password": password}) if as_json else click.echo(
        f"已新增 {username}，初始密码：{password}"
    )


@click.command("check-environment")
@JSON
@with_home
def check_environment(*, as_json: bool) -> None:
    """检查运行环境：数据库、密钥、目录、节假日、待确认的规定。"""
    from xinyong.project import environment

    points = environment.examine()
    if as_json:
        emit([{"point": p.name, "level": p.level, "text": p.text} for p in points])
    for p in points if not as_json else []:
        click.echo(f"{p.mark} {p.name}：{p.text}")
    sys.exit(REFUSED if any(p.level == "error" for p in points) else 0)


@click.command()
@click.option("--port", type=int, help="网站端口；缺省为环境变量 PORT，再缺省为 8000。")
@click.option("--demo", is_flag=True, help="首次启动时装入虚构的演示数据。")
def up(port: int | None, *, demo: bool) -> None:
    """启动数据库、后台任务与网站，直到 Ctrl-C。"""
    from xinyong.project import serving

    sys.exit(serving.serve(port=port, demo=demo))


COMMANDS = [reconcile, user, up, check_environment]
