import re
import socket
from pathlib import Path

import pytest

from scripts import checks, dev, environment
from scripts.environment import ROOT, Refusal


class TestUnlessDone:
    def test_acts_once_for_the_same_inputs(self, tmp_path):
        acts = []
        for wanted in ("a", "a", "b"):
            environment.unless_done(tmp_path / "stamp", wanted, lambda: acts.append(1))

        assert len(acts) == 2

    def test_acts_again_after_a_failure(self, tmp_path):
        def fail():
            raise Refusal("no network")

        with pytest.raises(Refusal):
            environment.unless_done(tmp_path / "stamp", "a", fail)

        assert not (tmp_path / "stamp").exists()


class TestPort:
    def test_is_refused_when_another_program_holds_it(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]

            with pytest.raises(Refusal, match=f"make run PORT={port + 1}"):
                dev.refuse_taken_port(port)

    def test_is_accepted_when_it_is_free(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            port = other.getsockname()[1]

        dev.refuse_taken_port(port)


class TestFolder:
    def test_is_held_by_one_run_at_a_time(self, tmp_path, monkeypatch):
        monkeypatch.setattr(dev, "VAR", tmp_path)

        with dev.only_once(), pytest.raises(Refusal, match="already runs"):
            dev.only_once()
        dev.only_once().close()


class TestLocks:
    def test_are_clean(self):
        assert checks.locks_are_clean() == (True, "")

    @pytest.mark.parametrize("planted", ["--index-url https://example.org/simple", "a @ https://b"])
    def test_refuse_an_address(self, planted):
        assert checks.ADDRESS.search(planted)


class TestEnvExample:
    def test_names_every_setting_that_is_read(self):
        settings = (ROOT / "config" / "settings.py").read_text()
        read = set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z0-9_]+)\"", settings))
        known = set(
            re.findall(r"^#? ?([A-Z0-9_]+)=", Path(".env.example").read_text(), re.MULTILINE)
        )

        assert read == known


class TestHelp:
    def test_names_every_target_of_the_makefile(self, capsys):
        targets = re.search(r"^TARGETS := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

        dev.help_()

        assert targets
        assert set(targets[1].split()) | {"help"} == dev.COMMANDS.keys()
        assert all(name in capsys.readouterr().out for name in ["make run"])
