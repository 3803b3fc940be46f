"""The Python environment that is made before anything else."""

from types import SimpleNamespace

from puntocomunita import environment


def test_environment_of_another_folder_is_not_cleared(tmp_path, monkeypatch):
    other, link, found = tmp_path / "other", tmp_path / ".venv", []
    other.mkdir()
    (other / "kept").touch()
    link.symlink_to(other)
    monkeypatch.setattr(environment, "VENV", link)

    def made(command, **how):
        found.append((command[-2:], link.exists()))
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(environment.subprocess, "run", made)
    environment.make_venv()

    assert found == [(["--clear", link], False)]
    assert [each.name for each in other.iterdir()] == ["kept"]
