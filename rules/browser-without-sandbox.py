from selenium.webdriver import ChromeOptions


def options():
    made = ChromeOptions()
    # ruleid: browser-without-sandbox
    made.add_argument("--no-sandbox")
    return made


async def opened(playwright):
    # ruleid: browser-without-sandbox
    return await playwright.chromium.launch(args=["--disable-web-security"])


def safe_options():
    made = ChromeOptions()
    # ok: browser-without-sandbox
    made.add_argument("--headless")
    return made


async def safely_opened(playwright):
    # ok: browser-without-sandbox
    return await playwright.chromium.launch(args=["--disable-gpu"])
