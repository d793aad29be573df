"""The names of the regions whose public holidays are known."""

from collections.abc import Sequence

from portal_app.i18n.text import Text
from portal_app.presenters.staff.agenda import Option


def region(t: Text, code: str) -> str:
    """A region's name; one without a name of its own is called by its code."""
    names = {
        "ES": t("All of Spain"),
        "AN": t("Andalusia"),
        "AR": t("Aragon"),
        "AS": t("Asturias"),
        "CB": t("Cantabria"),
        "CE": t("Ceuta"),
        "CL": t("Castile and León"),
        "CM": t("Castilla–La Mancha"),
        "CN": t("Canary Islands"),
        "CT": t("Catalonia"),
        "EX": t("Extremadura"),
        "GA": t("Galicia"),
        "IB": t("Balearic Islands"),
        "MC": t("Murcia"),
        "MD": t("Madrid"),
        "ML": t("Melilla"),
        "NC": t("Navarre"),
        "PV": t("Basque Country"),
        "RI": t("La Rioja"),
        "VC": t("Valencian Community"),
    }
    return names.get(code.removeprefix("ES-"), code)


def options(t: Text, codes: Sequence[str]) -> list[Option]:
    """The regions to choose from: the whole country first, the others by name."""
    return sorted((Option(code, region(t, code)) for code in codes), key=lambda one: (one.value != "ES", one.text))
