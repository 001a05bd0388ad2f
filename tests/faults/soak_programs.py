"""The programs of the soak: those under load, with samples of their memory, and the broker."""

import asyncio
import os
import re

from support.broker import BROKER, free_port

GROWTH_MAX_KIB = 4096

# A quarantine of the sanitizer's usual 256 MB would hide for long whether the memory is flat.
SANITIZER = {"ASAN_OPTIONS": "quarantine_size_mb=8:detect_leaks=1:malloc_context_size=8",
             "UBSAN_OPTIONS": "print_stacktrace=1"}


class Program:
    """One process under load."""

    def __init__(self, process, name, log_path):
        self.process = process
        self.name = name
        self.ports = []
        self.samples = []
        self._log_path = log_path

    @classmethod
    async def start(cls, name, directory, command):
        log_path = os.path.join(directory, name + ".log")
        with open(log_path, "wb") as log:
            process = await asyncio.create_subprocess_exec(
                *command, stderr=log, stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL, env={**os.environ, **SANITIZER})
        program = cls(process, name, log_path)
        count = sum(each in ("--tcp", "--unix") for each in command)
        while len(program.ports) < count:
            if process.returncode is not None:
                raise SystemExit(program.log())
            await asyncio.sleep(0.05)
            program.ports = re.findall(r"ready: (?:tcp 127.0.0.1:|unix )(\S+)", program.log())
        return program

    def log(self):
        with open(self._log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def sample(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            found = re.search(r"VmRSS:\s+(\d+)", status.read())
        descriptors = len(os.listdir(f"/proc/{self.process.pid}/fd"))
        self.samples.append(int(found[1]))
        return f"{self.name} {int(found[1])} KiB, {descriptors} descriptors"

    async def end(self):
        """Returns what is wrong with it."""
        wrong = []
        if self.process.returncode is None:
            self.process.terminate()
        status = await asyncio.wait_for(self.process.wait(), 60)
        if status != 0:
            wrong.append(f"{self.name} ended with {status}")
        log = self.log()
        if "Sanitizer" in log or "runtime error" in log:
            wrong.append(f"{self.name}: the sanitizer has found something:\n{log[-5000:]}")
        quarter = len(self.samples) // 4
        if quarter > 1:
            first, second = max(self.samples[quarter:2 * quarter]), max(self.samples[-quarter:])
            print(f"{self.name}: at most {first} KiB in the second quarter of the time, "
                  f"{second} KiB in the last")
            if second - first > GROWTH_MAX_KIB:
                wrong.append(f"{self.name} grows")
        return wrong


class Broker:
    """mosquitto on a port of its own, which can be stopped and started."""

    def __init__(self, directory):
        self._path = os.path.join(directory, "mosquitto.conf")
        self.port = free_port()
        with open(self._path, "w", encoding="ascii") as config:
            config.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\n"
                         f"persistence true\npersistence_location {directory}/\n"
                         "max_queued_messages 0\nlog_dest none\n")
        self._process = None
        self.start_count = 0

    async def start(self):
        self._process = await asyncio.create_subprocess_exec(BROKER, "-c", self._path)
        self.start_count += 1

    async def stop(self):
        self._process.terminate()
        await self._process.wait()
