import os
import uuid

from fastapi import FastAPI, UploadFile
from flask import Flask, request
from werkzeug.utils import secure_filename

app = Flask(__name__)
api = FastAPI()
FOLDER = "/srv/uploads"
KINDS = {".png", ".jpg"}


@app.post("/upload")
def upload():
    file = request.files["file"]
    # ruleid: unrestricted-upload
    file.save(os.path.join(FOLDER, secure_filename(file.filename)))
    return "ok"


@api.post("/files")
async def keep(file: UploadFile):
    # ruleid: unrestricted-upload
    with open(f"{FOLDER}/{file.filename}", "wb") as target:
        target.write(await file.read())


@app.post("/upload/checked")
def checked():
    file = request.files["file"]
    if os.path.splitext(file.filename)[1] not in KINDS:
        return "no", 400
    # ok: unrestricted-upload
    file.save(os.path.join(FOLDER, secure_filename(file.filename)))
    return "ok"


@app.post("/upload/renamed")
def renamed():
    # ok: unrestricted-upload
    request.files["file"].save(os.path.join(FOLDER, uuid.uuid4().hex + ".bin"))
    return "ok"
