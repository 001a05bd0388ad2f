"""What the tests of the real program are made of: a host on each kind of line, the program, a real
broker, a scripted server."""
