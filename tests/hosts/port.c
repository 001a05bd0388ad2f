#define _DEFAULT_SOURCE /* cfmakeraw */

#include "port.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int open_device(const char* path) {
  int fd = open(path, O_RDWR | O_NOCTTY);
  struct termios attributes;
  if (fd >= 0 && tcgetattr(fd, &attributes) == 0) {
    cfmakeraw(&attributes);
    tcsetattr(fd, TCSANOW, &attributes);
  }
  return fd;
}

static int open_unix(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd >= 0 && connect(fd, (struct sockaddr*)&address, sizeof address) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

static int open_tcp(const char* place) {
  char name[256];
  const char* colon = strrchr(place, ':');
  const char* begin = place;
  const char* end = colon;
  if (colon == NULL || (size_t)(colon - place) >= sizeof name) {
    errno = ENOENT;
    return -1;
  }
  if (*begin == '[' && end[-1] == ']') {
    ++begin;
    --end;
  }
  memcpy(name, begin, (size_t)(end - begin));
  name[end - begin] = '\0';
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  struct addrinfo* found = NULL;
  if (getaddrinfo(name, colon + 1, &hints, &found) != 0) {
    errno = ENOENT;
    return -1;
  }
  int fd = socket(found->ai_family, SOCK_STREAM, 0);
  if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
    close(fd);
    fd = -1;
  }
  freeaddrinfo(found);
  const int on = 1; /* As a UART, which waits for no further octet before it sends the first. */
  if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

int port_open(const char* place) {
  struct stat status;
  signal(SIGPIPE, SIG_IGN); /* A line that is closed shows as an error of the write. */
  if (stat(place, &status) != 0) return open_tcp(place);
  return S_ISSOCK(status.st_mode) ? open_unix(place) : open_device(place);
}

long port_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

long port_read(int fd, char* octets, unsigned long size, long milliseconds) {
  struct pollfd line = {.fd = fd, .events = POLLIN};
  const int ready = poll(&line, 1, milliseconds < 0 ? 0 : (int)milliseconds);
  if (ready <= 0) return ready < 0 && errno != EINTR ? -1 : 0;
  const ssize_t count = read(fd, octets, size);
  if (count < 0 && errno == EINTR) return 0;
  return count > 0 ? (long)count : -1;
}

int port_write(int fd, const char* octets, unsigned long size) {
  while (size > 0) {
    const ssize_t count = write(fd, octets, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return -1;
    octets += count;
    size -= (unsigned long)count;
  }
  return 0;
}
