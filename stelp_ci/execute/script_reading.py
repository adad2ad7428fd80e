"""What one run of a script amounts to: its records, and whether it came undisturbed to its end."""

from typing import NamedTuple

from stelp_ci.execute import wire
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.events import End, Record, decode_events
from stelp_ci.execute.reading import Facts, outcome_without_result
from stelp_ci.execute.wire import WireError
from stelp_ci.model.execution import ScriptOutcome


class _Told(NamedTuple):
    """The records in order, the exit code that the script announced, and whether the last line is torn."""

    records: tuple[bytes, ...] = ()
    exit: int | None = None
    torn: bool = False


def read_script(task: wire.Task, conversation: Conversation, facts: Facts) -> ScriptOutcome:
    """The outcome of a script. Raises `SandboxError` when it broke before the script had started."""
    try:
        told = _told(conversation.events, task.token)
        violation = ""
    except WireError as error:
        told, violation = _Told(), str(error)
    outcome = outcome_without_result(conversation, facts, violation)
    disturbed = told.torn or outcome.signal or outcome.limit or outcome.violation
    completed = not disturbed and told.exit is not None and outcome.exit_code == told.exit
    return ScriptOutcome(told.records, completed, outcome)


def _told(data: bytes | None, token: str) -> _Told:
    if data is None:
        return _Told()
    events, torn = decode_events(data, token)
    exits = [position for position, event in enumerate(events) if isinstance(event, End)]
    if exits and (exits[0] != len(events) - 1 or torn):
        raise WireError("bytes follow the end of the script")
    records: list[bytes] = []
    for event in events:
        match event:
            case Record():
                records.append(bytes(event.body))
            case End():
                return _Told(tuple(records), event.exit)
            case _:
                raise WireError("an event of pytest came from a script")
    return _Told(tuple(records), torn=torn)
