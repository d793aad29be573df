"""The keys of each page, in one table: what the `?` sheet lists (AG-1, UX-4)."""

from portal_app.i18n.text import Text

AGENDA, INBOX = "agenda", "inbox"

Keys = tuple[tuple[str, ...], str]


def shortcuts(t: Text, page: str) -> list[tuple[str, list[Keys]]]:
    """Groups of keys with what each does; the first group has no name of its own."""
    return _inbox(t) if page == INBOX else _agenda(t)


def _inbox(t: Text) -> list[tuple[str, list[Keys]]]:
    return [
        (
            "",
            [
                (("j", "k"), t("The next request, the one before")),
                (("Enter",), t("Open it")),
                (("a",), t("Accept it, or choose among several")),
                (("r",), t("Answer no, with a word if you like")),
                *_everywhere(t),
            ],
        )
    ]


def _agenda(t: Text) -> list[tuple[str, list[Keys]]]:
    return [
        (
            "",
            [
                (("n",), t("New appointment")),
                (("t",), t("Today")),
                (("d", "w", "m"), t("Day, week, month")),
                (("Re Pág", "Av Pág") if t.locale.value != "en" else ("Page Up", "Page Down"), t("Before and after")),
                (("←", "↑", "↓", "→"), t("From one appointment to another")),
                (("Enter",), t("Open it")),
                (("x",), t("Lift the appointment that has the focus")),
                *_everywhere(t),
            ],
        ),
        (
            t("With an appointment lifted"),
            [
                (("←", "↑", "↓", "→"), t("Move it: a quarter of an hour, a day or a therapist")),
                (("Shift", "↑", "↓"), t("Five minutes")),
                (("+", "-"), t("Longer, shorter")),
                (("Enter",), t("Put it there")),
            ],
        ),
    ]


def _everywhere(t: Text) -> list[Keys]:
    return [
        (("z",), t("Undo what was done last, as long as it is offered")),
        (("/",), t("Find a patient")),
        (("Esc",), t("Close, or give up")),
        (("?",), t("This list")),
    ]
