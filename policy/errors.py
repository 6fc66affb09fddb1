"""What can be wrong: a step a rule refuses, a policy file, a question that has no answer."""


class Refused(Exception):
    """A step the law or the policy does not allow, with its rule id and words a person can act on.

    `each` holds the words of every reason apart, so that a page can list them.
    """

    def __init__(self, rule: str, words: str, each: tuple[str, ...] = ()) -> None:
        super().__init__(rule, words)
        self.rule = rule
        self.words = words
        self.each = each or (words,)

    def __str__(self) -> str:
        return self.words


class PolicyError(Exception):
    """A policy file that cannot be used: one line naming the key and what was expected."""


class InputError(ValueError):
    """A duty, a date or a sum that cannot be reckoned with: one line a person can act on."""
