import json

import openai

client = openai.OpenAI()


def solved(question):
    answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": question}])
    # ruleid: model-output-executed
    return eval(answer.choices[0].message.content)


def planned(llm, task):
    code = llm.invoke("write Python for: " + task)
    # ruleid: model-output-executed
    exec(code.content)


def listed(llm, task):
    # ok: model-output-executed
    return json.loads(llm.invoke("answer in JSON: " + task).content)


def told(llm, task):
    text = llm.invoke(task)
    # ok: model-output-executed
    return eval("1 + 1"), text
