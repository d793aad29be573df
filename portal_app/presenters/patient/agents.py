"""What a browser says of itself, in words a person knows."""

from portal_app.i18n.text import Text

PHONES = ("iPhone", "Android", "Mobile")
# The particular before the general: Edge says Chrome too, and Chrome says Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_and_system(t: Text, user_agent: str) -> str:
    """Safari on iPhone; a browser that says nothing of itself is a browser."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), t("A browser"))
    system = system_of(user_agent)
    return t("{browser} on {system}", browser=browser, system=system) if system else browser


def system_of(user_agent: str) -> str:
    """The kind of device; empty where the browser does not say."""
    return next((name for sign, name in SYSTEMS if sign in user_agent), "")


def is_phone(user_agent: str) -> bool:
    """Whether the browser says that it is on a phone."""
    return any(sign in user_agent for sign in PHONES)
