"""Certificates, each with the module's code and the reason for it (D1, D7): which servers a client
accepts, and which client certificates can be used."""

from typing import NamedTuple

from support.case import make_test
from support.tls_case import NOW, URL, TlsTest
from support.tls_lab import KEY_PASSWORD, NAME

FLEET = "tcp://a.fleet.example"


class Server(NamedTuple):
    """How a server's certificate is judged. Without an err it is accepted."""
    title: str
    err: int = 0
    reason: str = ""
    certificate: str = "server"
    key: str = "server"
    cacert: str = "ca.pem"
    options: dict = {}
    clock: str = ""
    settings: tuple = ()
    url: str = URL


# mosquitto sends its own CA, too.
OTHER_CA = 'the chain of the server ends with "ca", which is not in cacert {tls}'
A_CERTIFICATE = "what was entered is a PEM of the kind CERTIFICATE, or not all of it"
A_KEY = "what was entered is a PEM of the kind PRIVATE KEY, or not all of it"
NO_PEM = "what was entered is neither PEM nor DER of one, or not all of it"

SERVERS = (
    Server("the right CA"),
    Server("a wrong CA", 32, OTHER_CA, cacert="other_ca.pem"),
    Server("a wrong CA with the name unchecked", 32, OTHER_CA, cacert="other_ca.pem",
           settings=("tls.check_name=off",)),
    Server("no CA with authmode 1", 33, "authmode 1 needs cacert, context 0 has none; set it with "
           "AT+CSSLCFG", cacert="", options={"authmode": 1}),
    Server("no CA with authmode 0", certificate="self_signed", cacert="",
           options={"ignorelocaltime": 0}),
    Server("a CA that is not in the store", 33, "cacert ca.pem of context 0 is not in the store; "
           "enter it with AT+CCERTDOWN", cacert="", options={"authmode": 1, "cacert": "ca.pem"}),
    Server("self-signed", 32, "server certificate is self-signed and not in cacert {tls}",
           certificate="self_signed"),
    Server("self-signed and trusted", certificate="self_signed", cacert="self_signed.pem"),
    Server("expired", 32, "server certificate expired 2021-01-01, and the module's clock says "
           "2030-01-01; renew it, or correct AT+CCLK {tls}", certificate="expired", clock=NOW,
           options={"ignorelocaltime": 0}),
    Server("expired by the clock of the module", 32, "server certificate expired 2038-01-01, and "
           "the module's clock says 2040-01-01; renew it, or correct AT+CCLK {tls}",
           certificate="until_2038", clock="40/01/01,00:00:00+00", options={"ignorelocaltime": 0}),
    Server("not yet expired by the clock of the module", certificate="until_2038",
           clock="37/12/31,00:00:00+00", options={"ignorelocaltime": 0}),
    Server("not yet valid", 32, "server certificate is not valid before 2090-01-01, and the "
           "module's clock says 2030-01-01; correct AT+CCLK {tls}", certificate="not_yet_valid",
           clock=NOW, options={"ignorelocaltime": 0}),
    Server("expired with time ignored", certificate="expired", clock=NOW,
           options={"ignorelocaltime": 1}),
    Server("not yet valid with time ignored", certificate="not_yet_valid", clock=NOW,
           options={"ignorelocaltime": 1}),
    Server("an expired intermediate", 32, "certificate 1 of the chain expired 2021-01-01, and the "
           "module's clock says 2030-01-01; renew it, or correct AT+CCLK {tls}",
           certificate="expired_chain", clock=NOW, options={"ignorelocaltime": 0}),
    Server("a wrong name", 32, f"server certificate is for other.example, not for {NAME}; connect "
           "by a name that it has {tls}", certificate="wrong_name"),
    Server("a wrong name unchecked", certificate="wrong_name", settings=("tls.check_name=off",)),
    Server("no name but the common name", 32, f"server certificate is for CN nameless only, not for "
           f"{NAME}; connect by a name that it has {{tls}}", certificate="nameless"),
    Server("a wildcard", certificate="wildcard", url=FLEET),
    Server("a wildcard for two parts of a name", 32, "server certificate is for *.fleet.example, "
           "not for b.a.fleet.example; connect by a name that it has (TLS with b.a.fleet.example "
           "at {place})", certificate="wildcard", url="tcp://b.a.fleet.example"),
    Server("a wildcard for no part of a name", 32, "server certificate is for *.fleet.example, not "
           "for fleet.example; connect by a name that it has (TLS with fleet.example at {place})",
           certificate="wildcard", url="tcp://fleet.example"),
    Server("an address in the certificate", certificate="address", url="tcp://127.0.0.1"),
    Server("an IPv6 address in the certificate", certificate="address", url="tcp://[::1]"),
    Server("a name for which there is only an address", 32, "server certificate is for 127.0.0.1, "
           f"::1, not for {NAME}; connect by a name that it has {{tls}}", certificate="address"),
    Server("another address in the certificate", 32, "server certificate is for 192.0.2.1, not for "
           "127.0.0.1; connect by a name that it has (TLS with {place})",
           certificate="wrong_address", url="tcp://127.0.0.1"),
    Server("an intermediate is missing", 32, 'server certificate was issued by "intermediate", '
           "which is neither in cacert nor sent by the server {tls}", certificate="leaf"),
    Server("with its intermediate", certificate="chain"),
    Server("a whole chain", certificate="whole_chain"),
    Server("a trusted intermediate", certificate="leaf", cacert="intermediate.pem"),
    Server("several trusted CAs", cacert="both_cas.pem"),
    Server("a name that was asked for with a dot at its end", url=f"tcp://{NAME}.:8883"),
    Server("EC P-256", certificate="ec", key="ec"),
    Server("garbage in the PEM of a CA", 34, "cacert ca.pem is not a readable certificate; "
           + A_CERTIFICATE, cacert="garbage.pem"),
    Server("a CA that is cut off", 34, "cacert ca.pem is not a readable certificate; " + A_CERTIFICATE,
           cacert="cut_ca.pem"),
    Server("several CAs and the last is cut off", 34, "cacert ca.pem is not a readable certificate; "
           + A_CERTIFICATE, cacert="cut_both_cas.pem"),
    Server("a CA that is a key", 34, "cacert ca.pem is not a readable certificate; " + A_KEY,
           cacert="client.key"),
    Server("a CA that is something else", 34, "cacert ca.der is not a readable certificate; " + NO_PEM,
           cacert="nothing.der"),
    Server("a CA with CR LF", cacert="crlf_ca.pem"),
    Server("a CA in DER", cacert="ca.der"),
)


class ServerCertificate(TlsTest):
    def check(self, row):
        self.use(self.lab.broker(self, certificate=row.certificate, key=row.key),
                 *(word for setting in row.settings for word in ("--set", setting)))
        if row.cacert:
            self.trust(row.cacert)
        self.configure(**row.options)
        if row.clock:
            self.set_clock(row.clock)
        if row.err:
            self.check_refused(row.err, row.reason.replace("{place}", self.place), row.url)
        else:
            self.check_connects(row.url)


for ROW in SERVERS:
    @make_test(ServerCertificate, f"{ROW.title} is {ROW.err}")
    def server_certificate(self, row=ROW):
        self.check(row)


class Client(NamedTuple):
    """Whether a client certificate and its key can be used. A broker asks for one."""
    title: str
    err: int = 0
    reason: str = ""
    certificate: str = "client.pem"
    key: str = "client.key"
    options: dict = {}


CLIENTS = (
    Client("the right one"),
    Client("CR LF", certificate="crlf_client.pem", key="crlf_client.key"),
    Client("DER", certificate="client.der", key="client_key.der"),
    Client("EC P-256", certificate="ec_client.pem", key="ec.key"),
    Client("with its intermediate", certificate="client_chain.pem"),
    Client("an encrypted key with its password", key="encrypted.key",
           options={"keypwd": KEY_PASSWORD}),
    Client("an encrypted key with a wrong password", 34, "clientkey key.pem is encrypted and its "
           "password does not open it; set it with AT+CSSLCFG", key="encrypted.key",
           options={"keypwd": "wrong"}),
    Client("an encrypted key in DER with its password", key="encrypted_key.der",
           options={"keypwd": KEY_PASSWORD}),
    Client("an encrypted key in DER without password", 34, "clientkey key.pem is encrypted and its "
           "password is empty; set it with AT+CSSLCFG", key="encrypted_key.der"),
    Client("an encrypted key without password", 34, "clientkey key.pem is encrypted and its password "
           "is empty; set it with AT+CSSLCFG", key="encrypted.key"),
    Client("the key of another certificate", 34, "clientkey key.pem does not belong to clientcert "
           "cert.pem", key="server.key"),
    Client("an EC key for an RSA certificate", 34, "clientkey key.pem does not belong to clientcert "
           "cert.pem", key="ec.key"),
    Client("an RSA key for an EC certificate", 34, "clientkey key.pem does not belong to clientcert "
           "cert.pem", certificate="ec_client.pem"),
    Client("garbage in the PEM of the certificate", 34, "clientcert cert.pem is not a readable certificate; "
           + A_CERTIFICATE, certificate="garbage.pem"),
    Client("garbage in the PEM of the key", 34, "clientkey key.pem is not a readable key; " + A_KEY,
           key="garbage.key"),
    Client("a certificate in the place of the key", 34, "clientkey key.pem is not a readable key; "
           + A_CERTIFICATE, key="client.pem"),
    Client("no key", 33, "authmode 3 needs clientkey, context 0 has none; set it with AT+CSSLCFG",
           options={"clientkey": ""}),
    Client("no certificate with authmode 2", 33, "authmode 2 needs clientcert, context 0 has none; "
           "set it with AT+CSSLCFG", options={"authmode": 2, "cacert": "cert.pem",
                                              "clientcert": ""}),
    Client("a certificate that is not in the store", 33, "clientcert x.pem of context 0 is not in "
           "the store; enter it with AT+CCERTDOWN", options={"clientcert": "x.pem"}),
)


class ClientCertificate(TlsTest):
    def use_broker_that_asks(self):
        self.use(self.lab.broker(self, "require_certificate true"))

    def check(self, row):
        self.use_broker_that_asks()
        self.show(row.certificate, row.key)
        self.configure(**row.options)
        if row.err:
            self.check_refused(row.err, row.reason)
        else:
            self.check_connects()

    def test_both_sides_may_be_checked(self):
        self.use_broker_that_asks()
        self.trust()
        self.show()
        self.configure(authmode=2)
        self.check_connects()


for ROW in CLIENTS:
    @make_test(ClientCertificate, f"{ROW.title} is {ROW.err}")
    def client_certificate(self, row=ROW):
        self.check(row)


class Refusal(NamedTuple):
    """What a broker says of a client certificate. With TLS 1.3 the modem's handshake is over before
    the broker has seen it."""
    version: str
    sslversion: int
    without: str
    foreign: str


FOREIGN = 'the server sent the alert "unknown CA": it does not know the CA that has signed clientcert'

REFUSALS = (
    Refusal("1.2", 3, 'the server sent the alert "handshake failure": no version and cipher suite '
            "in common, or it wants a client certificate (authmode 2 or 3) or its name (enableSNI) "
            "{tls}", FOREIGN + " {tls}"),
    Refusal("1.3", 4, 'the server sent the alert "certificate required": it wants a client '
            "certificate; set authmode 2 or 3, clientcert and clientkey", FOREIGN),
)

# Whether the end of the connection comes with the alert or later is chance.
TRY_COUNT = 10

for ROW in REFUSALS:
    @make_test(ClientCertificate, f"none is 32 with TLS {ROW.version}")
    def no_certificate(self, row=ROW):
        self.use_broker_that_asks()
        self.configure(sslversion=row.sslversion)
        for _ in range(TRY_COUNT):
            self.check_refused(32, row.without)

    @make_test(ClientCertificate, f"a foreign one is 32 with TLS {ROW.version}")
    def foreign_certificate(self, row=ROW):
        self.use_broker_that_asks()
        self.configure(sslversion=row.sslversion)
        self.show("foreign.pem")
        for _ in range(TRY_COUNT):
            self.check_refused(32, row.foreign)

    @make_test(ClientCertificate, f"the right one is 0 with TLS {ROW.version}")
    def right_certificate(self, row=ROW):
        self.use_broker_that_asks()
        self.configure(sslversion=row.sslversion)
        self.show()
        self.check_connects()
