"""Letters, their deliveries, their PDFs, and messages."""

from letters.models.delivery import Channel, Delivery
from letters.models.letter import Letter, LetterPdf
from letters.models.message import Message

__all__ = ["Channel", "Delivery", "Letter", "LetterPdf", "Message"]
