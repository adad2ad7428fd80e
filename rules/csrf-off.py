from django.views.decorators.csrf import csrf_exempt, csrf_protect
from flask import Flask

app = Flask(__name__)


# ruleid: csrf-off
@csrf_exempt
def paid(request):
    return request.POST["amount"]


# ruleid: csrf-off
app.config["WTF_CSRF_ENABLED"] = False


# ok: csrf-off
@csrf_protect
def sent(request):
    return request.POST["amount"]


# ok: csrf-off
app.config["WTF_CSRF_ENABLED"] = True
