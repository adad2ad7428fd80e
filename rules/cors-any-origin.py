from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from flask import Flask
from flask_cors import CORS

api = FastAPI()
app = Flask(__name__)

# ruleid: cors-any-origin
api.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_methods=["*"])

# ruleid: cors-any-origin
CORS(app, supports_credentials=True)

# ruleid: cors-any-origin
CORS_ALLOW_ALL_ORIGINS = True

# ok: cors-any-origin
api.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.org"], allow_credentials=True)

# ok: cors-any-origin
api.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET"])

# ok: cors-any-origin
CORS(app, origins=["https://shop.example.org"], supports_credentials=True)
