import asyncio
import os
import shlex
import subprocess
from subprocess import check_output


def listing(directory):
    # ruleid: shell-injection
    return subprocess.run(f"ls -l {directory}", shell=True, check=True)


def archive(name):
    command = "tar czf " + name + ".tgz ."
    # ruleid: shell-injection
    os.system(command)


def revision(branch):
    # ruleid: shell-injection
    return check_output("git rev-parse %s" % branch, shell=True)


def users():
    # ruleid: shell-injection
    return os.popen("id {}".format(input())).read()


async def ping(host):
    # ruleid: shell-injection
    await asyncio.create_subprocess_shell(f"ping -c1 {host}")


def listing_as_list(directory):
    # ok: shell-injection
    return subprocess.run(["ls", "-l", directory], check=True)


def constant_command():
    # ok: shell-injection
    return subprocess.run("ls | wc -l", shell=True, check=True)


PIPELINE = "sort names.txt | uniq -c"


def constant_by_name():
    # ok: shell-injection
    os.system(PIPELINE)


def joined(arguments):
    # ok: shell-injection
    return subprocess.run(shlex.join(arguments), shell=True, check=True)


def no_shell(command):
    # ok: shell-injection
    return subprocess.run(command, shell=False, check=True)
