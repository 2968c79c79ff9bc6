"""Lengths of time, exact to the hundredth of a second."""

import pytest
from hypothesis import given, settings, strategies as st

from media.scorm import (
    NotATime,
    add,
    format_duration,
    format_timespan,
    parse_duration,
    parse_time,
    parse_timespan,
)
from media.scorm.times import LONGEST, is_strict

lengths = st.integers(min_value=0, max_value=LONGEST)
exactly = settings(derandomize=True, deadline=None, max_examples=200)


class TestTimespan:
    @pytest.mark.parametrize(
        ("text", "hundredths"),
        [
            ("00:00:00", 0),
            ("0000:00:00.00", 0),
            ("00:00:05", 500),
            ("0:0:5", 500),
            ("00:00:05.5", 550),
            ("00:00:05.05", 505),
            ("00:00:05.059", 505),
            ("00:00:05,5", 550),
            ("00:00:05.", 500),
            ("01:02:03.04", 372_304),
            ("9999:59:59.99", LONGEST),
            ("10000:00:00", LONGEST),
            ("999999999:00:00", LONGEST),
            ("00:90:75", 547_500),
            ("12:34", 75_400),
            ("90", 9_000),
            ("90.5", 9_050),
            (" 00:00:05 ", 500),
        ],
    )
    def test_is_read_as_scos_write_it(self, text, hundredths):
        assert parse_timespan(text) == hundredths
        assert parse_time(text) == hundredths

    @pytest.mark.parametrize(
        "text",
        [
            "", " ", ":", "::", "a:b:c", "NaN:NaN:NaN", "-00:00:05", "00:-1:05", "1:2:3:4",
            "00:00:05.5.5", "00:00:05x", "٠٠:٠٠:٠٥", "PT5S", "undefined", "1" * 40, "1e3",
        ],
    )  # fmt: skip
    def test_is_refused_when_it_says_nothing(self, text):
        with pytest.raises(NotATime):
            parse_timespan(text)

    @given(lengths)
    @exactly
    def test_comes_back_as_it_was(self, length):
        text = format_timespan(length)

        assert parse_timespan(text) == parse_time(text) == length
        assert is_strict("1.2", text)


class TestDuration:
    @pytest.mark.parametrize(
        ("text", "hundredths"),
        [
            ("PT0S", 0),
            ("PT0H0M0S", 0),
            ("P", 0),
            ("PT", 0),
            ("P0Y0M0DT0H0M0S", 0),
            ("PT5S", 500),
            ("pt5s", 500),
            ("PT5.05S", 505),
            ("PT5,05S", 505),
            ("PT5.059S", 505),
            ("PT.5S", 50),
            ("PT1.5H", 540_000),
            ("PT90M", 540_000),
            ("PT0.0001H", 36),
            ("PT1H2M3.04S", 372_304),
            ("P1DT1S", 8_640_100),
            ("P1W", 60_480_000),
            ("P1M", 259_200_000),
            ("P1Y", 3_153_600_000),
            ("P2Y", LONGEST),
            ("P1Y2M3DT4H5M6.07S", LONGEST),
            ("PT999999999999S", LONGEST),
        ],
    )
    def test_is_read_as_scos_write_it(self, text, hundredths):
        assert parse_duration(text) == hundredths
        assert parse_time(text) == hundredths

    @pytest.mark.parametrize(
        "text",
        [
            "", "T5S", "P5S", "PT5", "PT5S5M", "-PT5S", "PT-5S", "PTNaNS", "PT5SX", "P1.2.3D",
            "PT1e3S", "00:00:05", "PT" + "9" * 60 + "S",
        ],
    )  # fmt: skip
    def test_is_refused_when_it_says_nothing(self, text):
        with pytest.raises(NotATime):
            parse_duration(text)

    @pytest.mark.parametrize(
        ("hundredths", "text"),
        [
            (0, "PT0S"),
            (1, "PT0.01S"),
            (10, "PT0.1S"),
            (6_000, "PT1M"),
            (360_000, "PT1H"),
            (360_001, "PT1H0.01S"),
            (9_000_000, "PT25H"),
            (-5, "PT0S"),
        ],
    )
    def test_is_written_short(self, hundredths, text):
        assert format_duration(hundredths) == text

    @given(lengths)
    @exactly
    def test_comes_back_as_it_was(self, length):
        text = format_duration(length)

        assert parse_duration(text) == parse_time(text) == length
        assert is_strict("2004", text)


class TestSum:
    @given(lengths, lengths, lengths)
    @exactly
    def test_does_not_depend_on_the_order(self, first, second, third):
        assert add(first, second, third) == add(third, add(second, first))
        assert add(first, second) >= max(first, second) or add(first, second) == LONGEST

    @given(st.lists(lengths, max_size=20))
    @exactly
    def test_is_exact_until_it_is_too_long_to_be_written(self, times):
        assert add(*times) == min(sum(times), LONGEST)

    @given(st.text(max_size=40))
    @exactly
    def test_of_anything_is_a_time_or_nothing(self, text):
        try:
            length = parse_time(text)
        except NotATime:
            return

        assert 0 <= length <= LONGEST

    @pytest.mark.parametrize(
        ("version", "text", "strict"),
        [
            ("1.2", "00:00:05", True),
            ("1.2", "0000:00:05.5", True),
            ("1.2", "0:00:05", False),
            ("1.2", "PT5S", False),
            ("2004", "PT5S", True),
            ("2004", "P", False),
            ("2004", "PT", False),
            ("2004", "PT5.123S", False),
        ],
    )
    def test_knows_what_the_standard_asks_for(self, version, text, strict):
        assert is_strict(version, text) is strict
