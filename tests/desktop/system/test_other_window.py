"""Another window for another server: a real process, that shows how it was started."""

import json
import sys

import pytest

from desktop.settings import LINK_VARIABLE, Options
from desktop.system import other_window
from desktop.system.other_window import open_other_window
from tests.helpers.hands import until

LINK = "minichat://join/10.0.0.5:8001/1-secret"
TELL = """
import json, os, pathlib, sys
out = pathlib.Path(sys.argv[sys.argv.index("--data") + 1]) / "told.json"
out.with_suffix(".new").write_text(json.dumps([sys.argv[1:], os.environ["{variable}"]]))
out.with_suffix(".new").rename(out)
"""


async def test_it_is_told_of_the_invite_where_nobody_else_can_read_it(tmp_path, monkeypatch):
    script = tmp_path / "program.py"
    script.write_text(TELL.format(variable=LINK_VARIABLE))

    def own_command(options, *, is_hidden):
        assert not is_hidden
        assert options.server is None
        return [sys.executable, str(script), "--data", str(options.data)]

    monkeypatch.setattr(other_window, "own_command", own_command)
    assert open_other_window(Options(data=tmp_path, server="http://10.0.0.9"), LINK)
    told = tmp_path / "told.json"
    await until(told.exists, "it has started")
    arguments, link = json.loads(told.read_text())
    assert arguments == ["--data", str(tmp_path), "--new-window"]
    assert link == LINK


@pytest.mark.parametrize("program", ["/nowhere/at/all"])
def test_a_program_that_is_gone_is_said(monkeypatch, caplog, program):
    monkeypatch.setattr(other_window, "own_command", lambda _options, *, is_hidden: [program])
    assert not open_other_window(Options(), LINK)
    assert "no other window could be started" in caplog.text
    assert "secret" not in caplog.text
