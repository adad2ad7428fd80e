import hashlib
import subprocess
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.layer import Layer, LayerJob, dependency_layer
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import SourceTree
from tests.execute.houses import Events, MakeTree, MakeWheel

pytest_plugins = ("tests.execute.houses",)


class Maker:
    """Makes layers in one cache."""

    def __init__(self, interpreter: Interpreter, cache: Path, progress: Events) -> None:
        self.interpreter = interpreter
        self.cache = cache
        self.progress = progress

    def make(self, tree: SourceTree, deps: str = "auto") -> Layer:
        job = LayerJob(tree, DependencySettings(), deps, self.interpreter, self.cache)
        return dependency_layer(job, self.progress)

    def imported(self, layer: Layer, expression: str, *, imports: str) -> str:
        """What Python, with nothing but the layer on its path, says."""
        start = (
            f"import sys; sys.path += {[str(path) for path in layer.paths]!r}; import {imports}; print({expression})"
        )
        command = [str(self.interpreter.executable), "-I", "-S", "-c", start]
        return subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout.strip()


@pytest.fixture(scope="module")
def layer_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests: the house that each has for itself is part of the key of a layer."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def maker(interpreter: Interpreter, layer_cache: Path, progress: Events) -> Maker:
    return Maker(interpreter, layer_cache, progress)


def test_what_the_project_needs_can_be_imported_from_the_layer(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker
) -> None:
    make_wheel("outer", "2.0", requires=("inner",))
    make_wheel("inner", "1.0")
    make_wheel("inner", "3.0")
    layer = maker.make(make_tree({"requirements.txt": "outer\n-c limits.txt", "limits.txt": "inner<2"}))
    assert layer.installed == (("inner", "1.0"), ("outer", "2.0"))
    assert layer.notes == ()
    assert maker.imported(layer, "outer.VERSION, inner.VERSION", imports="outer, inner") == "2.0 1.0"
    assert maker.imported(layer, "importlib.metadata.version('outer')", imports="importlib.metadata") == "2.0"


def test_the_second_time_the_layer_comes_from_the_cache(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker
) -> None:
    wheel = make_wheel("outer")
    tree = make_tree({"requirements.txt": "outer"})
    first = maker.make(tree)
    wheel.unlink()  # a resolution would fail now
    assert maker.make(tree) == first


def test_another_requirement_makes_another_layer(make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker) -> None:
    make_wheel("outer", "1.0")
    make_wheel("outer", "2.0")
    base = maker.make(make_tree({"requirements.txt": "outer<2"}))
    head = maker.make(make_tree({"requirements.txt": "outer"}))
    assert base.digest != head.digest
    assert (base.installed, head.installed) == ((("outer", "1.0"),), (("outer", "2.0"),))


def test_a_poisoned_cache_is_found_and_the_layer_made_again(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker
) -> None:
    make_wheel("outer")
    tree = make_tree({"requirements.txt": "outer"})
    layer = maker.make(tree)
    module = layer.paths[0] / "outer.py"
    module.chmod(0o644)
    module.write_text("VERSION = 'planted'\n")
    again = maker.make(tree)
    assert (again.paths[0] / "outer.py").read_text() == "VERSION = '1.0'\n"
    assert again.digest == layer.digest
    assert any("damaged" in detail for detail in maker.progress.details)


def test_progress_says_what_is_fetched(make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker) -> None:
    make_wheel("outer")
    maker.make(make_tree({"requirements.txt": "outer"}))
    assert any("resolving 1 requirements" in detail for detail in maker.progress.details)
    assert any("unpacking outer-1.0" in detail for detail in maker.progress.details)
    assert maker.progress.details[-1] == "dependencies done"


def test_a_project_without_needs_asks_no_index(
    make_tree: MakeTree, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert maker.make(make_tree({"module.py": ""})).paths == ()


def test_the_layer_does_not_repeat_what_the_harness_holds(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker
) -> None:
    ours = dict(harness_layer(maker.cache, maker.interpreter).record.installed)
    make_wheel("iniconfig", ours["iniconfig"])
    make_wheel("pluggy", "99.0")
    make_wheel("pytest", "99.0", requires=("iniconfig", "pluggy"))
    layer = maker.make(make_tree({"requirements.txt": "pytest"}))
    assert layer.installed == (("iniconfig", ours["iniconfig"]), ("pluggy", "99.0"), ("pytest", "99.0"))
    assert sorted(path.name for path in layer.paths[0].glob("*.py")) == ["pluggy.py", "pytest.py"]


def test_where_our_pytest_cannot_use_a_version_pytest_is_resolved_with_the_rest(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker
) -> None:
    make_wheel("pluggy", "0.13")
    make_wheel("pytest", "6.0", requires=("pluggy<1",))
    make_wheel("pytest", "99.0", requires=("pluggy>=1",))
    layer = maker.make(make_tree({"requirements.txt": "pluggy<1"}))
    assert layer.installed == (("pluggy", "0.13"), ("pytest", "6.0"))


def test_plugins_of_the_layer_are_named(make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker) -> None:
    entries = {"plug.py": "", "plug-1.0.dist-info/entry_points.txt": "[pytest11]\nplugged = plug\n"}
    make_wheel("plug", files=entries)
    assert maker.make(make_tree({"requirements.txt": "plug"})).plugins == ("plugged",)


def test_a_wheel_that_is_not_the_locked_one_is_refused(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker
) -> None:
    wheel = make_wheel("outer")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    good = make_tree({"requirements.txt": f"outer==1.0 --hash=sha256:{digest}"})
    assert maker.make(good).installed == (("outer", "1.0"),)
    bad = make_tree({"requirements.txt": f"outer==1.0 --hash=sha256:{'0' * 64}"})
    with pytest.raises(LayerError, match="lock file does not list"):
        maker.make(bad)


def test_a_wheel_that_leaves_its_directory_makes_no_layer(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker
) -> None:
    make_wheel("evil", files={"evil.py": "", "../../../evil-was-here.py": ""})
    with pytest.raises(LayerError):
        maker.make(make_tree({"requirements.txt": "evil"}))
    assert not list(maker.cache.parent.rglob("evil-was-here*"))


def test_nothing_that_a_package_brings_is_executed(
    make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker, tmp_path: Path
) -> None:
    owned = f"open({str(tmp_path / 'owned')!r}, 'w')\n"
    names = (
        "evil.py",
        "sitecustomize.py",
        "usercustomize.py",
        "setup.py",
        "conftest.py",
        "compileall.py",
        "encodings.py",
    )
    make_wheel("evil", files={**dict.fromkeys(names, owned), "evil.pth": f"import os; {owned}"})
    layer = maker.make(make_tree({"requirements.txt": "evil"}))
    assert (layer.paths[0] / "evil.py").exists()
    assert not (tmp_path / "owned").exists()


def test_without_an_index_what_is_missing_is_not_assessed(house: Path, make_tree: MakeTree, maker: Maker) -> None:
    assert house.is_dir()
    layer = maker.make(make_tree({"requirements.txt": "absent"}))
    assert layer.installed == ()
    assert layer.notes == ("not assessed: no wheel for absent: no index has a wheel of it",)


def test_no_network_is_an_error_with_a_remedy(
    house: Path, make_tree: MakeTree, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert house.is_dir()
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(LayerError, match="did not answer") as caught:
        maker.make(make_tree({"requirements.txt": "absent"}))
    assert "--deps DIR|none" in caught.value.remedy
    assert maker.progress.details[-1] == "dependencies done"


def test_the_indexes_of_the_repository_are_not_asked(make_wheel: MakeWheel, make_tree: MakeTree, maker: Maker) -> None:
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None: ...

    make_wheel("outer")
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/simple"
        options = f"--index-url {url}\n--extra-index-url {url}\n--find-links {url}\n--no-binary :all:\nouter\n"
        try:
            layer = maker.make(make_tree({"requirements.txt": options, "pip.conf": f"[global]\nindex-url={url}\n"}))
        finally:
            server.shutdown()
            thread.join()
    assert asked == []
    assert layer.installed == (("outer", "1.0"),)
    assert len(layer.notes) == 4


def test_none_reads_nothing_and_gives_nothing(make_tree: MakeTree, maker: Maker) -> None:
    layer = maker.make(make_tree({"requirements.txt": "absent"}), "none")
    assert (layer.paths, layer.installed, layer.notes) == ((), (), ())


def test_a_directory_is_given_as_it_is(make_tree: MakeTree, maker: Maker, tmp_path: Path) -> None:
    given = tmp_path / "given"
    (given / "My_Pack-1.0.dist-info").mkdir(parents=True)
    layer = maker.make(make_tree({"requirements.txt": "absent"}), str(given))
    assert layer.paths == (given,)
    assert layer.installed == (("my-pack", "1.0"),)


@pytest.mark.parametrize("kind", ["absent", "file", "environment"])
def test_what_is_no_directory_of_packages_is_refused(
    kind: str, make_tree: MakeTree, maker: Maker, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "environment").mkdir()
    (tmp_path / "environment" / "pyvenv.cfg").write_text("")
    with pytest.raises(LayerError) as caught:
        maker.make(make_tree({}), str(tmp_path / kind))
    assert "site-packages" in caught.value.remedy


@pytest.mark.network
def test_a_package_is_fetched_from_the_index_of_the_user(make_tree: MakeTree, maker: Maker) -> None:
    tree = make_tree({"pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["six==1.16.0"]\n'})
    layer = maker.make(tree)
    assert layer.installed == (("six", "1.16.0"),)
    assert maker.imported(layer, "six.__version__", imports="six") == "1.16.0"


@pytest.mark.network
def test_a_name_that_nobody_registered_is_not_assessed(make_tree: MakeTree, maker: Maker) -> None:
    layer = maker.make(make_tree({"requirements.txt": "six==1.16.0\nstelp-ci-no-such-package-anywhere\n"}))
    assert layer.installed == (("six", "1.16.0"),)
    assert layer.notes == ("not assessed: no wheel for stelp-ci-no-such-package-anywhere: no index has a wheel of it",)
