import requests


def weather(api_key, city):
    # ruleid: secret-in-url
    return requests.get(f"https://weather.example.org/now?city={city}&api_key={api_key}", timeout=5)


def login(name, password):
    # ruleid: secret-in-url
    return requests.get("https://example.org/login", params={"name": name, "password": password}, timeout=5)


def safe_weather(api_key, city):
    # ok: secret-in-url
    return requests.get(f"https://weather.example.org/now?city={city}", headers={"X-Api-Key": api_key}, timeout=5)


def path(access_token):
    # ok: secret-in-url
    return f"/tokens/{access_token}"
