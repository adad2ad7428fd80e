import asyncssh
import paramiko


def client():
    made = paramiko.SSHClient()
    # ruleid: ssh-host-key-unchecked
    made.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    return made


async def connected(host):
    # ruleid: ssh-host-key-unchecked
    return await asyncssh.connect(host, known_hosts=None)


def safe_client():
    made = paramiko.SSHClient()
    made.load_system_host_keys()
    # ok: ssh-host-key-unchecked
    made.set_missing_host_key_policy(paramiko.RejectPolicy())
    return made


async def safely_connected(host):
    # ok: ssh-host-key-unchecked
    return await asyncssh.connect(host, known_hosts="known_hosts")
