"""The shape of the code: the measures that CONTRIBUTING.md names, and names that say what a file is about."""

import ast
import statistics

from tests.support.sources import Function, Module, length, names_in, project_files, python_modules

LONGEST_FUNCTION = 50
LONGEST_MODULE = 350
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
REGISTERING = {"composite", "fixture", "initialize", "invariant", "precondition", "rule"}
KINDS_OF_TESTS = {"browser", "faults", "guards", "migrations", "property", "reliability", "services", "unit", "web"}


def all_modules() -> list[Module]:
    return python_modules("safehouse", "migrations", "tests")


def test_no_function_is_longer_than_fifty_lines() -> None:
    too_long = [
        f"{module}:{function.lineno} {function.name}, {length(function)} lines"
        for module in all_modules()
        for function in module.functions()
        if length(function) > LONGEST_FUNCTION
    ]
    assert too_long == []


def test_half_of_the_functions_have_ten_lines_and_nine_in_ten_have_twenty_five() -> None:
    lengths = [length(function) for module in python_modules("safehouse") for function in module.functions()]
    assert statistics.median(lengths) <= 10
    assert statistics.quantiles(lengths, n=10)[-1] <= 25


def test_no_module_is_longer_than_350_lines() -> None:
    too_long = [f"{module}, {module.lines} lines" for module in all_modules() if module.lines > LONGEST_MODULE]
    assert too_long == []


def test_half_of_the_modules_have_at_most_120_lines() -> None:
    assert statistics.median(module.lines for module in python_modules("safehouse")) <= 120


def test_every_module_says_what_it_is() -> None:
    silent = [str(module) for module in all_modules() if not ast.get_docstring(module.tree)]
    assert silent == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty_names = [str(path) for path in project_files() if path.stem in NAMES_THAT_SAY_NOTHING]
    assert empty_names == []


def test_every_test_lies_in_the_folder_of_its_kind() -> None:
    misplaced = [
        str(module)
        for module in python_modules("tests")
        if module.path.name.startswith("test_") and str(module).split("/")[1] not in KINDS_OF_TESTS
    ]
    assert misplaced == []


def test_everything_that_asserts_is_found_by_pytest() -> None:
    """A check whose name lacks `test_`, or that lies in a file without it, would never run."""
    modules = python_modules("tests")
    mentioned = {name for module in modules for name in module.mentioned_names()}
    unseen = [
        f"{module}:{function.lineno} {function.name}"
        for module in modules
        for function in module.functions()
        if _looks_like_a_test(function) and not _is_found(module, function) and function.name not in mentioned
    ]
    assert unseen == []


def _looks_like_a_test(function: Function) -> bool:
    asserts = any(isinstance(node, ast.Assert) for node in ast.walk(function))
    return function.name.startswith("test_") or (asserts and not _is_registered(function))


def _is_registered(function: Function) -> bool:
    """Whether a decorator hands the function to pytest or hypothesis, which then call it."""
    return any(REGISTERING & names_in(decorator) for decorator in function.decorator_list)


def _is_found(module: Module, function: Function) -> bool:
    return function.name.startswith("test_") and module.path.name.startswith("test_")
