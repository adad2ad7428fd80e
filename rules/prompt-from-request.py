from fastapi import FastAPI
from flask import Flask, request

app = Flask(__name__)
api = FastAPI()


@app.post("/ask")
def ask():
    topic = request.json["topic"]
    # ruleid: prompt-from-request
    return answered([{"role": "system", "content": f"You know all about {topic}."}])


@api.post("/role")
def role(persona: str, client):
    # ruleid: prompt-from-request
    return client.messages.create(model="m", max_tokens=99, system="You are " + persona, messages=[])


@app.post("/ask/safe")
def safe_ask():
    question = request.json["question"]
    # ok: prompt-from-request
    return answered([{"role": "system", "content": "You help."}, {"role": "user", "content": question}])


def fixed(question):
    # ok: prompt-from-request
    return [{"role": "system", "content": "You help."}, {"role": "user", "content": question}]


def answered(messages):
    return str(messages)
