import os

# ruleid: django-open-settings
DEBUG = True

INSTALLED_APPS = ["django.contrib.auth"]

# ruleid: django-open-settings
ALLOWED_HOSTS = ["*"]

# ruleid: django-open-settings
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"]}

# ok: django-open-settings
TEMPLATE_DEBUG = os.environ.get("DEBUG") == "1"

# ok: django-open-settings
INTERNAL_HOSTS = ["shop.example.org"]
