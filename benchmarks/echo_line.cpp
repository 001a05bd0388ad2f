// The least that can stand at the other end of a line: what comes is sent back.
//
//   echo_line pty|tcp
//
// Prints the path of the terminal, or the port.

#include "line.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const int fd = line::serve(argv[1]);
  char buffer[4096];
  for (;;) {
    const ssize_t count = ::read(fd, buffer, sizeof buffer);
    if (count <= 0) return 0;
    line::write_all(fd, {buffer, static_cast<std::size_t>(count)});
  }
}
