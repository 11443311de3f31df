"""`make bench`: run the parts, print the table, write `.bench/results.json`, fail when a target is missed."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from bench.figures import Figure, table
from bench.home import temporary_home
from bench.parts import QUICK, Parts, Sizes, machine
from bench.running import ContestantError

_LETTERS = "abcdefgh"
_BUSY = 0.5  # load per core above which seconds say little


def main(arguments: list[str]) -> int:
    """Return 0 when every target is met, 1 when one is missed, 2 when a contestant failed."""
    options = _options(arguments)
    sizes = QUICK if options.quick else Sizes()
    if options.rows:
        sizes = replace(sizes, rows=options.rows)
    wanted = options.only.split(",") if options.only else list(_LETTERS)
    on = machine()
    print(f"{on['cores']} cores, {on['memory_gb']} GB, load {on['load_before']:.1f}{_noise(on)}", flush=True)
    try:
        figures = _measure(sizes, wanted)
    except ContestantError as error:
        print(error, file=sys.stderr)
        return 2
    _write(options.out, on, figures)
    missed = [figure for figure in figures if not figure.holds]
    for figure in missed:
        print(
            f"missed: {figure.part} {figure.text}: {figure.value:.3g} {figure.unit}, not {figure.bound} {figure.target:g}"
        )
    return 1 if missed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", metavar="a,c", help="parts to run; all by default")
    parser.add_argument("--rows", type=int, help="rows of parts a and e instead of 100,000")
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, nothing judged: does everything still run?"
    )
    parser.add_argument("--out", type=Path, default=Path(".bench/results.json"), help="where the JSON goes")
    return parser.parse_args(arguments)


def _noise(on: dict[str, object]) -> str:
    busy = float(str(on["load_before"])) > _BUSY * int(str(on["cores"]))
    return " — the machine is busy, the figures are noisy" if busy else ""


def _measure(sizes: Sizes, wanted: list[str]) -> list[Figure]:
    figures: list[Figure] = []
    with temporary_home() as home:
        parts = Parts(home, sizes).by_letter()
        for letter in wanted:
            made = [each if sizes.judged else replace(each, target=None) for each in parts[letter]()]
            print(table(made), flush=True)
            figures += made
    return figures


def _write(path: Path, on: dict[str, object], figures: list[Figure]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": on, "figures": [figure.document() for figure in figures]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
