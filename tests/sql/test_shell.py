"""The shell: statements from a pipe, and a conversation."""

import io

from pantau import sql


class Terminal(io.StringIO):
    def isatty(self):
        return True


def piped(warehouse, text):
    out = io.StringIO()
    return sql.open_shell(warehouse, source=io.StringIO(text), out=out), out.getvalue()


def test_statements_are_read_from_a_pipe(office):
    status, text = piped(office, "SELECT count(*) AS n FROM services;\nSELECT ';' AS semicolon -- ;\n")
    assert status == 0
    assert "│ 4 │" in text and "│ ;" in text


def test_a_failing_statement_gives_status_1_and_stops(office, capsys):
    status, text = piped(office, "SELECT 1 AS before; SELECT * FROM nowhere; SELECT 2 AS later;")
    assert status == 1
    assert "before" in text and "later" not in text
    assert "nowhere does not exist" in capsys.readouterr().err


def test_a_conversation_goes_on_after_an_error(office, monkeypatch, capsys):
    lines = iter(
        ["SELECT nothing;", "SELECT count(*) AS", "n FROM services;", KeyboardInterrupt, "", ".quit", "SELECT 9;"]
    )
    prompts = []

    def typed(prompt):
        prompts.append(prompt)
        line = next(lines)
        if line is KeyboardInterrupt:
            raise line
        return line

    monkeypatch.setattr("builtins.input", typed)
    out = io.StringIO()
    assert sql.open_shell(office, source=Terminal(), out=out) == 0
    assert "│ 4 │" in out.getvalue() and "9" not in out.getvalue()
    assert prompts == ["pantau> ", "pantau> ", "   ...> ", "pantau> ", "pantau> ", "pantau> "]
    assert "nothing" in capsys.readouterr().err


def test_the_end_of_input_leaves(office, monkeypatch):
    def end(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", end)
    assert sql.open_shell(office, source=Terminal(), out=io.StringIO()) == 0
