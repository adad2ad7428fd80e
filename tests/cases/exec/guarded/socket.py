# blocked policy
import socket
socket.socket()
