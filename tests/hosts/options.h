#ifndef HOSTS_OPTIONS_H
#define HOSTS_OPTIONS_H

#ifdef __cplusplus
extern "C" {
#endif

/* What the command line of a host says: host PORT tcp://SERVER[:PORT] [options]. */
struct options {
  const char* port;
  const char* server;
  const char* id; /* --id NAME: the client id, also part of the topic */
  const char*
      certificate;   /* --tls FILE: TLS, and the CA that has signed the server's certificate */
  const char* reset; /* --reset COMMAND: resets the module by it at first, as AT+CRESET */
  int loses_link;    /* --lose-link: waits until the server is gone, and comes back to it */
  int die_after;     /* --die-after N: killed when it has sent N times; 0: never */
  long patience;     /* --patience N: waits N times as long as it would for a module */
};

/* Returns 0, or prints the usage and returns -1. */
int options_read(struct options* options, int count, char** words);

#ifdef __cplusplus
}
#endif

#endif
