#ifndef HOSTS_PORT_H
#define HOSTS_PORT_H

#ifdef __cplusplus
extern "C" {
#endif

/* Opens the line to a module: HOST:PORT, a Unix socket, or a terminal device, which is put into raw
   mode. Returns a descriptor, or -1 with errno set. */
int port_open(const char* place);

/* Milliseconds of a clock that nobody sets. */
long port_milliseconds(void);

/* Reads what is there within so many milliseconds. Returns how many octets, 0 when none came, -1
   when the line is closed. */
long port_read(int fd, char* octets, unsigned long size, long milliseconds);

/* Writes all of it. Returns 0, or -1 when the line is closed. */
int port_write(int fd, const char* octets, unsigned long size);

#ifdef __cplusplus
}
#endif

#endif
