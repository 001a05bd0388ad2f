"""How much the tests of faults do: little in ./test, more when run.py is asked for it."""

import os

MESSAGES_VARIABLE = "ATMQTT_FAULT_MESSAGES"
SEED_VARIABLE = "ATMQTT_FAULT_SEED"
KEEP_VARIABLE = "ATMQTT_FAULT_KEEP"


def messages():
    """Of each QoS, 1 and 2, in each direction."""
    return int(os.environ.get(MESSAGES_VARIABLE, "500"))


def evidence_directory():
    """Where to put what shows the cause of a failure, or None."""
    return os.environ.get(KEEP_VARIABLE)


def seed():
    """Of everything that a test chooses at random."""
    return int(os.environ.get(SEED_VARIABLE, "1"))
