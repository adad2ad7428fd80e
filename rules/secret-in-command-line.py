import os
import subprocess


def dumped(password):
    # ruleid: secret-in-command-line
    subprocess.run(["mysqldump", f"--password={password}", "app"], check=True)


def changed(name, password):
    # ruleid: secret-in-command-line
    os.system("usermod -p " + password + " " + name)


def safely_dumped(password):
    # ok: secret-in-command-line
    subprocess.run(["mysqldump", "app"], env={"MYSQL_PWD": password}, check=True)


def piped(password):
    # ok: secret-in-command-line
    subprocess.run(["chpasswd"], input=password, text=True, check=True)
