"""What no module of ours may do, read from the source; each rule also catches its own example."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NESTED_LOOPS = {
    "QMessageBox": {"about", "critical", "information", "question", "warning"},
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QFileDialog": {"getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}


def loose_task(node: ast.AST) -> bool:
    """A coroutine that is started where nobody keeps, awaits or cancels it."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    owner = ast.unparse(node.func.value)
    return node.func.attr == "ensure_future" or (
        node.func.attr == "create_task" and (owner == "asyncio" or "loop" in owner)
    )


def nested_loop(node: ast.AST) -> bool:
    """A second event loop inside the first one: every other task of qasync hangs for good."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    owner = ast.unparse(node.func.value).split(".")[-1]
    return node.func.attr in {"exec", "exec_", "processEvents"} or node.func.attr in NESTED_LOOPS.get(
        owner, ()
    )


def rich_text(node: ast.AST) -> bool:
    """Markup where a user's words could stand: Qt would load local files that it names."""
    return isinstance(node, ast.Attribute) and node.attr in {"RichText", "AutoText", "MarkdownText"}


def printed(node: ast.AST) -> bool:
    """Output beside the log."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def swallowed_bug(node: ast.AST) -> bool:
    """A handler that takes every error and does not raise it again."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = ast.unparse(node.type) if node.type else "BaseException"
    raises_again = any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    return caught in {"Exception", "BaseException"} and not raises_again


@dataclass(frozen=True)
class Rule:
    """What is forbidden, an example of it, and the few places that are the rule's own reason to exist."""

    broken_by: Callable[[ast.AST], bool]
    example: str
    allowed: dict[str, str]


RULES = [
    Rule(
        loose_task,
        "asyncio.get_running_loop().create_task(work())",
        {"desktop/client/scope.py": "the scope that all others start their coroutines through"},
    ),
    Rule(
        nested_loop,
        "QMessageBox.question(self, 'Quit', 'Really?')",
        {"desktop/program.py": "the message of a start that failed: no loop runs yet, and none will"},
    ),
    Rule(rich_text, "label.setTextFormat(Qt.TextFormat.RichText)", {}),
    Rule(
        printed,
        "print('hello')",
        {
            "backend/__main__.py": "the command line",
            "backend/commands/accounts.py": "what a command says",
            "backend/commands/database.py": "what a command says",
            "backend/commands/downloads.py": "what a command says",
            "backend/commands/health.py": "what a command says",
            "backend/commands/invites.py": "what a command says",
            "backend/commands/shared.py": "what a command says",
            "desktop/__main__.py": "the command line",
            "backend/app.py": "the one line with the address that callers wait for",
        },
    ),
    Rule(
        swallowed_bug,
        "try:\n    work()\nexcept Exception:\n    log.exception('work failed')",
        {
            "backend/rest/middleware.py": "edge: a bug becomes a 500 with a request id",
            "backend/live/endpoint.py": "edge: a bug closes this one socket with 1011",
            "backend/writer.py": "edge: an action's bug is its caller's answer, not the writer's end",
            "desktop/selftest/trial.py": "edge: whatever is wrong with an installation is told",
            "desktop/client/live.py": "edge: a bug in an event reloads the state",
            "desktop/client/scope.py": "edge: whatever a task did not expect is reported",
            "desktop/system/token_vault.py": "edge: each system's keyring fails in its own way",
        },
    ),
]
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.broken_by.__name__)


def places(rule: Rule) -> Iterator[str]:
    """Where the rule is broken, as path:line."""
    for path in sorted([*ROOT.glob("backend/**/*.py"), *ROOT.glob("desktop/**/*.py")]):
        name = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"), name)
        yield from (f"{name}:{node.lineno}" for node in ast.walk(tree) if rule.broken_by(node))


@EACH_RULE
def test_rule_recognises_its_example(rule):
    assert any(rule.broken_by(node) for node in ast.walk(ast.parse(rule.example)))


@EACH_RULE
def test_no_module_breaks_the_rule(rule):
    assert [place for place in places(rule) if place.partition(":")[0] not in rule.allowed] == []
