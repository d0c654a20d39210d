"""The polite client against real sockets on loopback."""
