import os

import pytest
import serial


@pytest.fixture
def modem():
    """The line to the modem: a pseudo terminal of atmqtt, or a real UART."""
    port = os.environ.get("ATMQTT_PORT", "/dev/ttyUSB2")
    with serial.Serial(port, 115200, timeout=10) as line:
        yield line
