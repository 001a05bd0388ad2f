"""Tests of a device's use of the modem, by pytest and pySerial."""

import pytest


def ask(modem, command, end="OK"):
    """Sends a command and returns its lines up to `end`."""
    modem.write(command.encode() + b"\r")
    lines = []
    while not lines or lines[-1] != end:
        line = modem.readline()
        assert line, f"{command}: no {end} behind {lines}"
        if line.strip():
            lines.append(line.decode().strip())
        assert lines[-1:] != ["ERROR"], f"{command}: {lines}"
    return lines


def enter(modem, command, data, end="OK"):
    modem.write(command.encode() + b"\r")
    assert modem.read_until(b">").endswith(b"\r\n>")
    modem.write(data)
    assert modem.read_until(f"\r\n{end}\r\n".encode()).endswith(f"\r\n{end}\r\n".encode())


@pytest.fixture
def client(modem):
    """A connected client, gone after the test whatever happens in it."""
    ask(modem, "ATE0")
    ask(modem, "AT+CMQTTSTART", "+CMQTTSTART: 0")
    ask(modem, 'AT+CMQTTACCQ=0,"pytest"')
    ask(modem, 'AT+CMQTTCONNECT=0,"tcp://broker.example",60,1', "+CMQTTCONNECT: 0,0")
    yield modem
    ask(modem, "AT+CMQTTDISC=0,60", "+CMQTTDISC: 0,0")
    ask(modem, "AT+CMQTTREL=0")
    ask(modem, "AT+CMQTTSTOP", "+CMQTTSTOP: 0")


def test_a_modem_answers(modem):
    ask(modem, "ATE0")
    assert ask(modem, "AT") == ["OK"]


@pytest.mark.parametrize("payload", [b"20.5", b"\r\nOK\r\n", bytes(range(256)) * 40])
def test_a_message_comes_back(client, payload):
    enter(client, "AT+CMQTTSUB=0,11,1", b"temperature", "+CMQTTSUB: 0,0")
    enter(client, "AT+CMQTTTOPIC=0,11", b"temperature")
    enter(client, f"AT+CMQTTPAYLOAD=0,{len(payload)}", payload)
    ask(client, "AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,0")

    received = b""
    while True:
        line = client.readline().strip()
        if line.startswith(b"+CMQTTRXPAYLOAD: 0,"):
            received += client.read(int(line.split(b",")[1]))
        if line == b"+CMQTTRXEND: 0":
            break
    assert received == payload
