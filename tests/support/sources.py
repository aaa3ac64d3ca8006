"""The files of the project as git knows them, and the shape of its Python modules."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        """The whole file."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file as a syntax tree."""
        return ast.parse(self.text, str(self))

    @property
    def lines(self) -> int:
        """The number of lines, blank ones and comments included."""
        return self.text.count("\n")

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def mentioned_names(self) -> set[str]:
        """Everything that the module uses by name: calls, attributes, imports, and fixtures, which are arguments."""
        arguments = {node.arg for node in ast.walk(self.tree) if isinstance(node, ast.arg)}
        imported = {node.name for node in ast.walk(self.tree) if isinstance(node, ast.alias)}
        return names_in(self.tree) | arguments | imported

    def imported_packages(self) -> set[str]:
        """The first part of the name of everything that is imported, wherever in the file."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
        return {name.partition(".")[0] for name in names}


def project_files() -> list[Path]:
    """Every file that is in the repository or would be added to it, in order."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def python_modules(*folders: str) -> list[Module]:
    """The Python files below these top-level folders."""
    return [
        Module(path) for path in project_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders
    ]


def names_in(tree: ast.AST) -> set[str]:
    """The names and attributes that stand anywhere in a syntax tree."""
    nodes = list(ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def length(function: Function) -> int:
    """Lines from `def` to the last one; decorators do not count, docstrings do."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
