from django.http import JsonResponse
from flask import jsonify


def user(account):
    # ruleid: whole-object-in-response
    return jsonify(account.__dict__)


def users(accounts):
    # ruleid: whole-object-in-response
    return jsonify([account.__dict__ for account in accounts])


def account(request, found):
    # ruleid: whole-object-in-response
    return JsonResponse(found.__dict__)


def safe_user(account):
    # ok: whole-object-in-response
    return jsonify({"name": account.name})


def fields(account):
    # ok: whole-object-in-response
    return sorted(vars(account))
