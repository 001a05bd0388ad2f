"""What a host types to make, use and end a connection, with the answers that it gets."""

from support.host import OK, PROMPT, line


def start(host):
    host.ask(b"AT+CMQTTSTART\r", OK + line("+CMQTTSTART: 0"))


def acquire(host, client=0, name="dut", version=4):
    host.ask(b'AT+CMQTTACCQ=%d,"%s",0,%d\r' % (client, name.encode(), version), OK)


def connect_command(url, client=0, keep_alive=60, clean=1, credentials=""):
    return f'AT+CMQTTCONNECT={client},"{url}",{keep_alive},{clean}{credentials}\r'.encode()


def connect(host, url, client=0, err=0, **options):
    """CONNECT with its result."""
    host.ask(connect_command(url, client, **options),
             OK + line(f"+CMQTTCONNECT: {client},{err}"))


def go_online(host, url):
    """START, ACCQ and CONNECT, as nearly every test begins."""
    start(host)
    acquire(host)
    connect(host, url)


def enter(host, command, data, answer=OK):
    """A command with a prompt, and its data."""
    host.ask(command.encode() + b"\r", PROMPT)
    host.ask(data, answer)


def subscribe(host, topic, qos, client=0):
    enter(host, f"AT+CMQTTSUB={client},{len(topic)},{qos}", topic,
          OK + line(f"+CMQTTSUB: {client},0"))


def prepare_message(host, topic, payload, client=0):
    """TOPIC, and PAYLOAD unless it is empty."""
    enter(host, f"AT+CMQTTTOPIC={client},{len(topic)}", topic)
    if payload:
        enter(host, f"AT+CMQTTPAYLOAD={client},{len(payload)}", payload)


def publish(host, topic, payload, qos, client=0, retained=0):
    prepare_message(host, topic, payload, client)
    host.ask(b"AT+CMQTTPUB=%d,%d,60,%d\r" % (client, qos, retained),
             OK + line(f"+CMQTTPUB: {client},0"))


def disconnect(host, client=0):
    host.ask(b"AT+CMQTTDISC=%d,60\r" % client, OK + line(f"+CMQTTDISC: {client},0"))


def publish_until_server_is_full(host, client=0):
    """Needs a server that reads nothing. QoS 0 has its result when the packet is in the socket, so
    the last one has none yet. Returns how many messages that were."""
    count = 0
    while True:
        prepare_message(host, b"fill", bytes(10240), client)
        host.ask(b"AT+CMQTTPUB=%d,0,60\r" % client, OK)
        count += 1
        if not host.comes_within(0.3):
            return count
        host.expect(line(f"+CMQTTPUB: {client},0"))
