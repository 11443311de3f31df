"""The command line `xinyong`: for long and scripted work, with `--json` for machines.

Exit codes: 0 done; 3 done in part; 2 refused, with a reason; 1 an internal error, with the number of its log entry.
"""

import sys
from typing import Any

import click

from xinyong.project import cli_collection, cli_look, cli_operate, cli_report
from xinyong.project.cli_base import refuse


class Program(click.Group):
    """The group of commands; a wrong use is answered as a document too when a document was asked for."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run, and turn wrong use into the answer the caller can read."""
        given = options.get("args") or (args[0] if args else None) or sys.argv[1:]
        if "--json" not in given or not options.get("standalone_mode", True):
            return super().main(*args, **options)
        try:
            code = super().main(*args, **(options | {"standalone_mode": False}))
        except click.UsageError as error:
            refuse("usage", f"命令用法有误：{error.format_message()} 请用 --help 查看用法。", as_json=True)
        sys.exit(code if isinstance(code, int) else 0)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """信用新郑：公共信用信息平台。"""


for _module in (cli_collection, cli_look, cli_operate, cli_report):
    for _command in _module.COMMANDS:
        main.add_command(_command)
