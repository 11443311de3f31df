"""The command line `xinyong`: for long and scripted work, with `--json` for machines.

Exit codes: 0 done; 3 done in part; 2 refused, with a reason; 1 an internal error, with the number of its log entry.
"""

import click

from xinyong.project import cli_collection, cli_look, cli_operate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """信用新郑：公共信用信息平台。"""


for _module in (cli_collection, cli_look, cli_operate):
    for _command in _module.COMMANDS:
        main.add_command(_command)
