"""Rows of one modem on one line: turnaround, publish cycle, receive, start."""

import os
import select
import subprocess
import time

from figures import Row, Sample, cpu_seconds, repeat
from processes import HOST_CORE, MEASURED_CORE, Broker, Modem, Program, on_core
from stage import Stage

KINDS = ("pty", "tcp")
QOS = (0, 1, 2)
TURN_COUNT = 5000
CYCLE_COUNT = 500


def measure_host(stage, process_id, operation_count, *arguments):
    """What line_host says, and the CPU time per operation of the process at the other end. It warms
    up with a tenth of the operations."""
    cpu = cpu_seconds(process_id)
    done = subprocess.run(on_core(HOST_CORE, [stage.peer("line_host"), *arguments]), check=True,
                          capture_output=True, text=True)
    cpu = cpu_seconds(process_id) - cpu
    return [int(figure) for figure in done.stdout.split()], cpu / operation_count * 1e6


def percentiles(stage, what, process, place, count, argument):
    (p50, p99), cpu_us = measure_host(stage, process.process_id, count * 1.1, what, place, count,
                                      argument)
    return Sample(p50 / 1000, cpu_us), Sample(p99 / 1000)


def turnaround(options, progress):
    rows = []
    for kind in KINDS:
        with Stage(options.build) as stage:
            p50 = Row(f"turnaround of AT, {kind}, p50", "us", "echo process", "<= 1.15")
            p99 = Row(f"turnaround of AT, {kind}, p99", "us", "echo process")
            modem = Modem(stage, kind)

            def measure_round(stage=stage, kind=kind, p50=p50, p99=p99, modem=modem):
                # It serves one host only.
                echo = Program([stage.peer("echo_line"), kind], stage, MEASURED_CORE)
                ours = percentiles(stage, "turnaround", modem, modem.place, TURN_COUNT, 6)
                theirs = percentiles(stage, "turnaround", echo, echo.line(), TURN_COUNT, 3)
                echo.close()
                p50.add(ours[0], theirs[0])
                p99.add(ours[1], theirs[1])

            repeat([p50], measure_round, options.rounds, progress)
            rows += [p50, p99]
    return rows


def publish(options, progress):
    rows = []
    for kind in KINDS:
        for qos in QOS:
            with Stage(options.build) as stage:
                row = Row(f"publish cycle, qos {qos}, {kind}, p50", "us", "ideal modem", "<= 1.15")
                broker = Broker(stage, core=HOST_CORE)
                modem = Modem(stage, kind)
                modem.connect(broker.port)

                def measure_round(stage=stage, kind=kind, qos=qos, row=row, modem=modem,
                                  broker=broker):
                    ideal = Program([stage.peer("ideal_modem"), kind, broker.port, qos], stage,
                                    MEASURED_CORE)
                    row.add(
                        percentiles(stage, "publish", modem, modem.place, CYCLE_COUNT, qos)[0],
                        percentiles(stage, "publish", ideal, ideal.line(), CYCLE_COUNT, qos)[0])
                    ideal.close()

                rows += repeat([row], measure_round, options.rounds, progress)
    return rows


def receive(options, progress):
    rows = []
    for size, count in ((100, 100_000), (10_240, 10_000)):
        for qos in QOS:
            name = f"receive, {size} octets, qos {qos}"
            row = Row(name, "1/s", "libmosquitto subscriber", ">= 0.9")
            # The same figures, judged by the other column.
            cpu = Row(f"{name}, CPU", "1/s", "libmosquitto subscriber", "<= 1.5", "cpu")
            with Stage(options.build) as stage:
                source = Program([stage.peer("message_source"), count, size, qos], stage,
                                 HOST_CORE)
                port = source.line()

                def measure_round(stage=stage, count=count, qos=qos, row=row, cpu=cpu, port=port):
                    modem = Modem(stage, "tcp")
                    modem.connect(int(port))
                    (wall,), cpu_us = measure_host(stage, modem.process_id, count, "receive",
                                                   modem.place, count, qos)
                    modem.close()
                    ours = Sample(count / wall * 1e9, cpu_us)
                    subscriber = [stage.peer("libmosquitto_subscriber"), port, count, qos]
                    done = subprocess.run(on_core(MEASURED_CORE, subscriber), check=True,
                                          capture_output=True, text=True)
                    wall, cpu_time = map(int, done.stdout.split())
                    theirs = Sample(count / wall * 1e9, cpu_time / count / 1000)
                    row.add(ours, theirs)
                    cpu.add(ours, theirs)

                repeat([row], measure_round, options.rounds, progress)
            rows += [row, cpu]
    return rows


def first_answer_ms(command, said, answer):
    """From exec to the last octet of the answer."""
    start = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        process.stdin.write(said)
        process.stdin.flush()
        got = b""
        while len(got) < len(answer) and select.select([process.stdout], [], [], 10)[0]:
            got += os.read(process.stdout.fileno(), 64)
        seconds = time.monotonic() - start
        process.stdin.close()
        process.wait()
    if got != answer:
        raise RuntimeError(f"{command} answered {got!r}")
    return seconds * 1000


def start(options, progress):
    row = Row("start: exec to OK on stdio", "ms", "cat", "<= 10", "difference")
    with Stage(options.build) as stage:
        def measure_round():
            ours = [str(stage.program), "--stdio", "--set", "echo=off"]
            row.add(Sample(min(first_answer_ms(ours, b"AT\r", b"\r\nOK\r\n") for _ in range(5))),
                    Sample(min(first_answer_ms(["cat"], b"AT\n", b"AT\n") for _ in range(5))))

        return repeat([row], measure_round, options.rounds, progress)
