import pickle

import pytest

import harmless
import reaching


@pytest.mark.parametrize(
    "call",
    [
        reaching.open_socket,
        reaching.read_environment,
        reaching.run_program,
        reaching.system_behind_a_name,
        reaching.native_code,
        reaching.decoded,
        reaching.of_others,
        reaching.frames,
        reaching.pretending,
        reaching.in_a_thread,
    ],
    ids=lambda call: call.__name__,
)
def test_reaches(call):
    call()


def test_loads():
    assert reaching.Loader().load(pickle.dumps(harmless.Point(1))).x == 1


def test_writes(tmp_path):
    reaching.written(tmp_path / "file")


def test_harmless():
    assert harmless.all_of_it()
