"""What can be refused at the doors: codes, PINs, passwords, the first entry (ID-1 to ID-4)."""

from portal_app.domain.problems import Problem


class CodeMalformed(Problem):
    """What was typed cannot be an access code (ID-1)."""

    code = "code_malformed"


class WrongSecret(Problem):
    """The code, the PIN, the e-mail or the password does not match; which one is never said. Facts: `left` tries."""

    code = "wrong_secret"


class Locked(Problem):
    """Too many tries: the door opens again at `until` (ID-3)."""

    code = "locked"


class Crowded(Locked):
    """Too many fail at this door from everywhere: it is nothing about this code or this person. Facts: `until`."""

    code = "crowded"


class Blocked(Problem):
    """Too many failures in a row: only the practice can open this door again (ID-3)."""

    code = "blocked"


class PinNotFourDigits(Problem):
    """A PIN is four digits (ID-2)."""

    code = "pin_not_four_digits"


class PinTooObvious(Problem):
    """The PIN is among the first that a stranger tries. Facts: `reason`, a word of `domain.pins.Obvious`."""

    code = "pin_too_obvious"


class PinsDiffer(Problem):
    """The PIN and its repetition differ."""

    code = "pins_differ"


class PinUnchanged(Problem):
    """The new PIN is the one there is already."""

    code = "pin_unchanged"


class NoticeNotAccepted(Problem):
    """First entry needs the portal notice accepted, in its present version (GD-4)."""

    code = "notice_not_accepted"


class BirthDateUnreadable(Problem):
    """What was written as a date of birth is no date of the past."""

    code = "birth_date_unreadable"


class BirthDateNeeded(Problem):
    """This practice asks for the date of birth at the first entry, and it was not confirmed."""

    code = "birth_date_needed"


class NotAFirstEntry(Problem):
    """This code's PIN was chosen meanwhile, or the code is gone."""

    code = "not_a_first_entry"


class PasswordTooShort(Problem):
    """Facts: `least`, in characters."""

    code = "password_too_short"


class PasswordTooCommon(Problem):
    """The password is among the first that a stranger tries."""

    code = "password_too_common"


class PasswordUnchanged(Problem):
    """The new password is the old one."""

    code = "password_unchanged"


class PasswordsDiffer(Problem):
    """The two new passwords are not the same."""

    code = "passwords_differ"
