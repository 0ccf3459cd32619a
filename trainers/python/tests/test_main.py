"""`python -m basinwatch`."""

import pytest

from basinwatch import __main__ as program


@pytest.mark.parametrize(("left", "said"), [(0, "everything is sent"), (3, "resume(kafka={...})")])
def test_what_is_left_is_said(left, said, monkeypatch, capsys):
    # Given
    monkeypatch.setattr(program, "resume", lambda: left)

    # When
    status = program.main([])

    # Then
    assert status == bool(left)
    assert said in capsys.readouterr().out


def test_other_arguments_are_refused(capsys):
    # When, Then
    with pytest.raises(SystemExit, match="2"):
        program.main(["--kafka", "x:1"])
    assert "unrecognized arguments: --kafka x:1" in capsys.readouterr().err
