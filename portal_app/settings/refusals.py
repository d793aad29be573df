"""What stops a command before it does anything: a sentence, worded where it is shown."""

from collections.abc import Callable
from pathlib import Path

Say = Callable[..., str]
"""Words an English text with its facts in some language: `Text`, or the English itself."""


class CannotGoOn(Exception):
    """Something outside stops a command. `sentence(t)` says what and what to do, in the language of `t`."""

    def __init__(self, sentence: Callable[[Say], str]) -> None:
        super().__init__(sentence(lambda text, **facts: text.format(**facts)))
        self.sentence = sentence


class SettingsError(CannotGoOn):
    """A setting stops the start."""


class NoSecret(SettingsError):
    """Nothing says what the installation's secret is; one may be made in `data_dir`."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            lambda t: t(
                "There is no secret: set ESPAI_SECRET_KEY or ESPAI_SECRET_KEY_FILE, or let `espai init` make one."
            )
        )
        self.data_dir = data_dir
