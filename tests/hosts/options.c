#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(const char* name) {
  fprintf(stderr,
          "usage: %s PORT tcp://SERVER[:PORT] [--id NAME] [--tls CA.pem] [--reset COMMAND]\n"
          "       [--lose-link] [--die-after N] [--patience N]\n",
          name);
  return -1;
}

/* Returns how many words the option has, 0 for an unknown one. */
static int read_option(struct options* options, const char* name, const char* value) {
  if (strcmp(name, "--lose-link") == 0) {
    options->loses_link = 1;
    return 1;
  }
  if (value == NULL) return 0;
  if (strcmp(name, "--id") == 0)
    options->id = value;
  else if (strcmp(name, "--tls") == 0)
    options->certificate = value;
  else if (strcmp(name, "--reset") == 0)
    options->reset = value;
  else if (strcmp(name, "--die-after") == 0)
    options->die_after = atoi(value);
  else if (strcmp(name, "--patience") == 0)
    options->patience = atol(value);
  else
    return 0;
  return 2;
}

int options_read(struct options* options, int count, char** words) {
  *options = (struct options){.id = "host", .patience = 1};
  if (count < 3) return usage(words[0]);
  options->port = words[1];
  options->server = words[2];
  for (int i = 3; i < count;) {
    const int size = read_option(options, words[i], i + 1 < count ? words[i + 1] : NULL);
    if (size == 0) return usage(words[0]);
    i += size;
  }
  return 0;
}
