"""YAML with the line of every value, so that a mistake can be named by file and line.

Read with libyaml, which every wheel of PyYAML has: ten times as fast, and every command reads the catalogue.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xinyong.catalogue.errors import Fault


@dataclass(frozen=True, slots=True)
class Node:
    """A parsed value: a scalar, a list of nodes, or a dict of nodes; and its line, from 1."""

    value: Any
    line: int


def read_yaml(path: Path, faults: list[Fault]) -> Node:
    """Parse one file; mistakes of syntax and doubled keys go to `faults`, nothing is raised for them."""
    loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        faults.append(Fault(path.name, line, f"not valid YAML: {error.problem}"))
        return Node({}, 1)
    if root is None:
        faults.append(Fault(path.name, 1, "the file is empty"))
        return Node({}, 1)
    return _convert(root, loader, path.name, faults)


def _convert(node: yaml.Node, loader: yaml.CSafeLoader, file: str, faults: list[Fault]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return Node(_mapping(node, loader, file, faults), line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(each, loader, file, faults) for each in node.value], line)
    try:
        return Node(loader.construct_object(node), line)
    except (ValueError, yaml.YAMLError):
        faults.append(Fault(file, line, f"cannot read the value {node.value!r}"))
        return Node(None, line)


def _mapping(
    node: yaml.MappingNode, loader: yaml.CSafeLoader, file: str, faults: list[Fault]
) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found:
            faults.append(Fault(file, key_node.start_mark.line + 1, f"the key “{key}” is given twice"))
        found[key] = _convert(value_node, loader, file, faults)
    return found
