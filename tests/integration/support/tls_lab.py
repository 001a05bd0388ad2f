"""Certificates of every kind, made by the openssl command, and servers that use them."""

import contextlib
import os
import ssl
import subprocess
import tempfile

from support.broker import Mosquitto, free_port
from support.child import PATIENCE_S, Child, Lines
from support.server import Connection, ScriptedServer

NAME = "broker.example"
KEY_PASSWORD = "keypwd-zq5"

# Long enough for every clock that a test sets, unless a test wants it otherwise.
START = "20200101000000Z"
END = "20991231000000Z"

AUTHORITY = "basicConstraints=critical,CA:TRUE"

CONFIGURATION = """
[ca]
default_ca = laboratory
[laboratory]
database = {directory}/index.txt
new_certs_dir = {directory}
rand_serial = yes
default_md = sha256
unique_subject = no
copy_extensions = copy
policy = policy
[policy]
commonName = supplied
[req]
distinguished_name = nothing
[nothing]
"""


class Laboratory:
    """A directory of certificates NAME.pem and keys NAME.key. close() removes it."""

    def __init__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="atmqtt-tls-")
        # A broker that was started by root reads its files as somebody else.
        os.chmod(self._directory.name, 0o755)
        self._write("index.txt", b"")
        self._write("openssl.conf", CONFIGURATION.format(directory=self._directory.name).encode())
        for name in ("ca", "server", "client"):
            self._make_key(name, "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
        for name in ("other", "ec"):
            self._make_key(name, "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        self._make_authorities()
        self._make_certificates()
        self._make_other_forms()

    def close(self):
        self._directory.cleanup()

    def path(self, name):
        return os.path.join(self._directory.name, name)

    def octets(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def _make_authorities(self):
        self._certify("ca", None, "ca", AUTHORITY)
        self._certify("other_ca", None, "other", AUTHORITY)
        self._certify("intermediate", "ca", "ec", AUTHORITY)
        self._certify("old_intermediate", "ca", "ec", AUTHORITY, end="20210101000000Z")

    def _make_certificates(self):
        name = f"subjectAltName=DNS:{NAME}"
        self._certify("server", "ca", "server", name)
        self._certify("localhost", "ca", "server", "subjectAltName=DNS:localhost")
        self._certify("self_signed", None, "server", name)
        self._certify("expired", "ca", "server", name, end="20210101000000Z")
        self._certify("not_yet_valid", "ca", "server", name, start="20900101000000Z")
        self._certify("until_2038", "ca", "server", name, end="20380101000000Z")
        self._certify("wrong_name", "ca", "server", "subjectAltName=DNS:other.example")
        self._certify("wildcard", "ca", "server", "subjectAltName=DNS:*.fleet.example")
        self._certify("nameless", "ca", "server", "keyUsage=digitalSignature")
        self._certify("address", "ca", "server", "subjectAltName=IP:127.0.0.1,IP:::1")
        self._certify("wrong_address", "ca", "server", "subjectAltName=IP:192.0.2.1")
        self._certify("ec", "ca", "ec", name)
        self._certify("leaf", "intermediate", "server", name)
        self._certify("old_leaf", "old_intermediate", "server", name)
        self._certify("client", "ca", "client", "keyUsage=digitalSignature")
        self._certify("foreign", "other_ca", "client", "keyUsage=digitalSignature")
        self._certify("ec_client", "ca", "ec", "keyUsage=digitalSignature")
        self._certify("client_leaf", "intermediate", "client", "keyUsage=digitalSignature")

    def _make_other_forms(self):
        for name, *parts in (("chain", "leaf", "intermediate"),
                             ("expired_chain", "old_leaf", "old_intermediate"),
                             ("whole_chain", "server", "ca"),
                             ("client_chain", "client_leaf", "intermediate"),
                             ("both_cas", "other_ca", "ca")):
            self._write(name + ".pem", b"".join(self.octets(part + ".pem") for part in parts))
        self._write("cut_ca.pem", self.octets("ca.pem")[:-20])
        self._write("cut_both_cas.pem", self.octets("both_cas.pem")[:-20])
        for name in ("ca.pem", "client.pem", "client.key"):
            self._write("crlf_" + name, self.octets(name).replace(b"\n", b"\r\n"))
        for name in ("ca", "client"):
            self._openssl("x509", "-in", self.path(name + ".pem"), "-outform", "DER",
                          "-out", self.path(name + ".der"))
        self._openssl("pkey", "-in", self.path("client.key"), "-outform", "DER",
                      "-out", self.path("client_key.der"))
        self._openssl("pkey", "-in", self.path("client.key"), "-aes256",
                      "-passout", "pass:" + KEY_PASSWORD, "-out", self.path("encrypted.key"))
        self._openssl("pkcs8", "-topk8", "-in", self.path("client.key"), "-outform", "DER",
                      "-passout", "pass:" + KEY_PASSWORD, "-out", self.path("encrypted_key.der"))
        self._write("garbage.pem", b"-----BEGIN CERTIFICATE-----\nno base64!\n"
                                   b"-----END CERTIFICATE-----\n")
        self._write("nothing.der", b"no certificate")
        self._write("garbage.key", b"-----BEGIN PRIVATE KEY-----\nno base64!\n"
                                   b"-----END PRIVATE KEY-----\n")

    def _make_key(self, name, *options):
        path = self.path(name + ".key")
        self._openssl("genpkey", *options, "-out", path)
        os.chmod(path, 0o644)

    def _certify(self, name, issuer, key, extension, start=START, end=END):
        """Makes a certificate for a key; without an issuer it signs itself."""
        request = self.path(name + ".csr")
        key_path = self.path(key + ".key")
        self._openssl("req", "-new", "-config", self.path("openssl.conf"), "-key", key_path,
                      "-subj", f"/CN={name}", "-addext", extension, "-out", request)
        issuing = ["-selfsign", "-keyfile", key_path]
        if issuer:
            issuing = ["-cert", self.path(issuer + ".pem"),
                       "-keyfile", self.path(self._key_of_issuer(issuer) + ".key")]
        self._openssl("ca", "-batch", "-notext", "-config", self.path("openssl.conf"), *issuing,
                      "-startdate", start, "-enddate", end, "-in", request,
                      "-out", self.path(name + ".pem"))

    @staticmethod
    def _key_of_issuer(issuer):
        return {"ca": "ca", "other_ca": "other", "intermediate": "ec", "old_intermediate": "ec"}[issuer]

    def _write(self, name, octets):
        with open(self.path(name), "wb") as file:
            file.write(octets)

    @staticmethod
    def _openssl(*arguments):
        done = subprocess.run(["openssl", *arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              timeout=PATIENCE_S, check=False)
        if done.returncode != 0:
            raise AssertionError(f"openssl {' '.join(arguments)}:\n{done.stderr.decode()}")

    def broker(self, case, *configuration, certificate="server", key="server"):
        """mosquitto with this certificate; client certificates are to be signed by the CA."""
        return Mosquitto(case, "allow_anonymous true", f"cafile {self.path('ca.pem')}",
                         f"certfile {self.path(certificate + '.pem')}",
                         f"keyfile {self.path(key + '.key')}", *configuration)

    def context(self, certificate="server", key="server"):
        """For a TlsServer; the test may change it before the first connection."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path(certificate + ".pem"), self.path(key + ".key"))
        return context


class TlsConnection(Connection):
    """The other connection's close() is a truncation here: FIN without close_notify."""

    def close_with_notice(self):
        # The modem need not answer with its own close_notify.
        with contextlib.suppress(OSError):
            self.socket.unwrap()
        self.socket.close()


class TlsServer(ScriptedServer):
    """The scripted server with a handshake in accept()."""

    def __init__(self, case, context):
        super().__init__(case)
        self._context = context

    def accept(self):
        secured = self._context.wrap_socket(super().accept().socket, server_side=True)
        self._case.addCleanup(secured.close)
        return TlsConnection(secured)


class OpensslServer:
    """The openssl command as a server of one version of TLS. `output` is what it prints: what its
    client sends, and what it does itself."""

    def __init__(self, case, version):
        port = free_port()
        self._child = Child(case, ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", version,
                                   "-cert", case.lab.path("server.pem"),
                                   "-key", case.lab.path("server.key"), "-msg"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.output = Lines(self._child.process.stdout)
        self.output.wait_for("ACCEPT")
        self.url = f"tcp://127.0.0.1:{port}"

    def say(self, octets):
        """To the client; the server takes some letters at the beginning for commands."""
        self._child.process.stdin.write(octets)
