import csv
import sys

import httpx
from PIL import Image

# ruleid: safety-limit-off
Image.MAX_IMAGE_PIXELS = None

# ruleid: safety-limit-off
sys.set_int_max_str_digits(0)


def page(address):
    # ruleid: safety-limit-off
    return httpx.get(address, timeout=None)


# ok: safety-limit-off
Image.MAX_IMAGE_PIXELS = 200_000_000

# ok: safety-limit-off
csv.field_size_limit(1_000_000)


def safe_page(address):
    # ok: safety-limit-off
    return httpx.get(address, timeout=5)
