import http.server
import socketserver
from http.server import HTTPServer, SimpleHTTPRequestHandler


def served():
    # ruleid: host-and-port-open
    return HTTPServer(("", 8000), SimpleHTTPRequestHandler)


def listening(handler):
    # ruleid: host-and-port-open
    return socketserver.TCPServer(("0.0.0.0", 9000), handler)


def here():
    # ok: host-and-port-open
    return http.server.HTTPServer(("127.0.0.1", 8000), SimpleHTTPRequestHandler)


def chosen(address, handler):
    # ok: host-and-port-open
    return socketserver.TCPServer(address, handler)
