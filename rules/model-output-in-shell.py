import subprocess

import anthropic

client = anthropic.Anthropic()
ACTIONS = {"status": ["git", "status"], "log": ["git", "log", "-1"]}


def done(task):
    answer = client.messages.create(model="m", max_tokens=99, messages=[{"role": "user", "content": task}])
    # ruleid: model-output-in-shell
    return subprocess.run(answer.content[0].text, shell=True, check=True)


def split(llm, task):
    command = llm.invoke(task).content.split()
    # ruleid: model-output-in-shell
    return subprocess.run(command, check=True)


def chosen(llm, task):
    name = llm.invoke(task).content
    if name not in ACTIONS:
        return None
    # ok: model-output-in-shell
    return subprocess.run(ACTIONS["status"], check=True)


def asked(llm, task):
    # ok: model-output-in-shell
    print(llm.invoke(task).content)
