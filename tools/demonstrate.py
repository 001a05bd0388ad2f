#!/usr/bin/env python3
"""Plays one session of a host with a modem and shows both sides of the line.

demonstrate.py PROGRAM [--serve] [--broker HOST:PORT]

Starts PROGRAM as a broker on a free port of the loopback interface, unless another broker is named,
and as a modem on standard input and output. `#` is a remark, `>` what the host sends, `<` what the modem sends. Ends
with 0 when each answer came. With --serve it then keeps a modem and the broker running until Ctrl-C,
for whoever wants to type himself.
"""

import argparse
import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time

ANSWER_TIMEOUT_S = 10

OK = rb"\r\nOK\r\n"
PROMPT = rb"\r\n>"
TOPIC = b"demo/greeting"
PAYLOAD = b"Hello from the modem"


def result(name, client=0):
    """OK at once, and the result when the network has answered."""
    return OK + rb"\r\n\+CMQTT%s: %s0\r\n" % (name, b"" if client is None else b"%d," % client)


def session(broker):
    """Yields (remark, octets of the host, pattern that the modem's answer ends with)."""
    yield "No echo, so that what follows shows the modem's own words.", b"ATE0\r", OK
    yield "Start the MQTT service: OK at once, the result behind it.", b"AT+CMQTTSTART\r", \
        result(b"START", None)
    yield "Acquire client 0 and name it.", b'AT+CMQTTACCQ=0,"demo-client",0\r', OK
    yield "Connect to the broker; keep alive 60 s, clean session.", \
        b'AT+CMQTTCONNECT=0,"tcp://%s",60,1\r' % broker.encode(), result(b"CONNECT")
    yield "Subscribe with QoS 1. The modem asks for the topic with a prompt.", \
        b"AT+CMQTTSUB=0,%d,1\r" % len(TOPIC), PROMPT
    yield "Exactly so many octets as announced, and no line end.", TOPIC, result(b"SUB")
    yield "A message: first its topic,", b"AT+CMQTTTOPIC=0,%d\r" % len(TOPIC), PROMPT
    yield None, TOPIC, OK
    yield "then its payload,", b"AT+CMQTTPAYLOAD=0,%d\r" % len(PAYLOAD), PROMPT
    yield None, PAYLOAD, OK
    yield "then publish it with QoS 1. The broker sends it back, since we have subscribed.", \
        b"AT+CMQTTPUB=0,1,60\r", result(b"PUB") + rb"\r\n\+CMQTTRXSTART: .*\+CMQTTRXEND: 0\r\n"
    yield "Unsubscribe.", b"AT+CMQTTUNSUB=0,%d,0\r" % len(TOPIC), PROMPT
    yield None, TOPIC, result(b"UNSUB")
    yield "Disconnect, release the client, stop the service.", b"AT+CMQTTDISC=0,60\r", \
        result(b"DISC")
    yield None, b"AT+CMQTTREL=0\r", OK
    yield None, b"AT+CMQTTSTOP\r", result(b"STOP", None)


class Failure(Exception):
    """What went wrong, in words."""


def show(mark, octets):
    for line in octets.replace(b"\r", b"\n").split(b"\n"):
        if line:
            print(f"{mark} {line.decode('ascii', 'backslashreplace')}", flush=True)


def read_answer(stream, pattern):
    """Reads until what has come ends with the pattern."""
    answer = b""
    end = time.monotonic() + ANSWER_TIMEOUT_S
    while not re.fullmatch(rb".*" + pattern, answer, re.DOTALL):
        left = end - time.monotonic()
        if left <= 0 or not select.select([stream], [], [], left)[0]:
            raise Failure(f"no complete answer in {ANSWER_TIMEOUT_S} s; so far: {answer!r}")
        octets = os.read(stream.fileno(), 65536)
        if not octets:
            raise Failure(f"the modem has ended; its last words: {answer!r}")
        answer += octets
    return answer


def play(program, broker):
    with subprocess.Popen([program, "--stdio"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, bufsize=0) as modem:
        try:
            for remark, octets, pattern in session(broker):
                if remark:
                    print(f"\n# {remark}")
                show(">", octets)
                modem.stdin.write(octets)
                show("<", read_answer(modem.stdout, pattern))
            modem.stdin.close()
            if modem.wait(timeout=ANSWER_TIMEOUT_S) != 0:
                raise Failure(f"the modem ended with {modem.returncode}")
        except BrokenPipeError:
            raise Failure("the modem has ended before its time") from None
        finally:
            modem.kill()


@contextlib.contextmanager
def started_broker(program):
    """PROGRAM as a broker on a free port of the loopback interface; gives its HOST:PORT."""
    with subprocess.Popen([program, "broker", "--port", "0"], stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as process:
        try:
            line = process.stderr.readline()
            ready = re.fullmatch(r"atmqtt: ready: tcp (.*)\n", line)
            if ready is None:
                raise Failure(f"the broker does not start: {line}")
            yield ready[1]
        finally:
            process.terminate()


def serve(program, broker):
    print(f"""
Now it is your turn. A modem is served on a pseudo terminal; its path is in the line that follows.
Connect to it from another terminal, type AT and Enter, then a session as above:

    socat -,raw,echo=0,escape=0x1d PATH       (Ctrl-] ends it)
    picocom PATH

Any broker name leads to the broker here: AT+CMQTTCONNECT=0,"tcp://my.broker",60,1
Ctrl-C ends the modem and the broker.
""", flush=True)
    command = [program, "--pty", "--map", f"*={broker}"]
    with subprocess.Popen(command, start_new_session=True) as modem:
        try:
            modem.wait()
        except KeyboardInterrupt:
            modem.send_signal(signal.SIGTERM)
        return modem.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--serve", action="store_true", help="go on serving a modem")
    parser.add_argument("--broker", metavar="HOST:PORT", help="instead of the program's own")
    options = parser.parse_args()
    # Ends by an exception, so that the broker is not left behind.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        with contextlib.nullcontext(options.broker) if options.broker \
                else started_broker(options.program) as broker:
            print(f"# The broker is at {broker}.")
            play(options.program, broker)
            print("\n# That was the session.")
            if options.serve:
                return serve(options.program, broker)
    except Failure as failure:
        print(f"\ndemonstrate: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


if __name__ == "__main__":
    sys.exit(main())
