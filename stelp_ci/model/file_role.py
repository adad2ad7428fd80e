"""What a file is to the judgement, by name. Apart from `change`, because a hook asks for it that loads no models."""

from enum import StrEnum, unique


@unique
class FileRole(StrEnum):
    """What a file is to the judgement; decided by its path alone."""

    SOURCE = "source"
    TEST = "test"
    TEST_SUPPORT = "test-support"
    DEPENDENCIES = "dependencies"
    WORKFLOW = "workflow"
    AGENT_INSTRUCTIONS = "agent-instructions"
    SETTINGS = "settings"
    OTHER = "other"
