"""Join codes: hard to guess, easy to type, kept as digests."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.joining import ALPHABET, LENGTH, digest_of, new_code


def test_a_code_cannot_be_guessed():
    assert LENGTH * math.log2(len(ALPHABET)) > 64
    assert len({new_code() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("alike", ["0O", "1IL", "8B", "5S", "2Z"])
def test_a_code_has_no_two_signs_that_are_taken_for_each_other(alike):
    assert len(set(ALPHABET).intersection(alike)) <= 1


def test_every_sign_is_there_once():
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_a_code_is_written_in_groups_of_four():
    groups = new_code().split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


@pytest.mark.parametrize("typed", ["ab2c de3f gh4j km6n", "AB2CDE3FGH4JKM6N", " ab2c–de3f—gh4j.km6n "])
def test_however_it_is_typed_the_digest_is_the_same(typed):
    assert digest_of(typed) == digest_of("AB2C-DE3F-GH4J-KM6N")


@given(st.text(max_size=60))
def test_anything_typed_has_a_digest(typed):
    assert len(digest_of(typed)) == 64


@given(st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH), st.data())
def test_another_code_has_another_digest(code, data):
    place = data.draw(st.integers(0, LENGTH - 1))
    sign = data.draw(st.sampled_from(ALPHABET).filter(lambda sign: sign != code[place]))
    assert digest_of(code[:place] + sign + code[place + 1 :]) != digest_of(code)
