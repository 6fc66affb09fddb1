"""What the law and the policy let happen to a review; the other half of the model in `lawful.py`."""

from tests.decisions.machine.parts import OFFICE, THEIRS, TOLD, Review


class Reviewing:
    """The acts of a review, of the request that holds it."""

    def ask_for_review(self, who, lines, token, wants_meeting):
        """In time it is taken, late it waits; one at a time, and a form sent twice is one."""
        if who not in THEIRS:
            return False
        if token in self.tokens:
            return True
        if self.request not in TOLD or self.review or not lines:
            return False
        self._move_window()
        is_late = self.last_day() is not None and self.last_day() < self.on
        self.review = Review("late" if is_late else "accepted", tuple(sorted(lines)), wants_meeting)
        self.tokens.add(token)
        self.is_owed = False
        return is_late or self._take()

    def _take(self):
        self.review.state, self.request = "accepted", "under_review"
        self.review.met = self.review.wants_meeting is False
        return True

    def settle_late(self, who, accept, words):
        """Taken, the usual answer, or turned down by a manager, in words."""
        may = OFFICE if accept else ("manager",)
        if who not in may or not words or not self.review or self.review.state != "late":
            return False
        if accept:
            return self._take()
        self.review = None
        return True

    def add_representation(self, who):
        """Until the Board has decided."""
        if who not in THEIRS or not self.review or self.review.state not in ("late", "accepted", "on_agenda"):
            return False
        self.review.unconsidered += 1
        return True

    def consider(self, who, words):
        """What was sent, each once."""
        sent = self.review
        if who not in OFFICE or not words or not sent or not sent.unconsidered:
            return False
        sent.unconsidered -= 1
        return True

    def offer_meeting(self, who):
        """A meeting is offered, again if need be."""
        return self._meet(who, met=False)

    def settle_meeting(self, who, how):
        """It was held, declined or not answered."""
        return self._meet(who, met=True)

    def _meet(self, who, *, met):
        if who not in OFFICE or not self.review or self.review.state not in ("accepted", "on_agenda"):
            return False
        self.review.met = met
        return True
