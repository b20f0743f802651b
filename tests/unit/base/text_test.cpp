#include <skiff/base/text.hpp>

#include <array>
#include <limits>

#include "catch.hpp"

using namespace skiff;

TEST_CASE("escape_control keeps text and shows control characters") {
  CHECK(base::escape_control("grüße, 世界") == "grüße, 世界");
  CHECK(base::escape_control("a\tb\nc\x7f") == "a\\tb\\nc\\x7f");
  CHECK(base::escape_control("\xc2\x9b" "31m") == "\\xc2\\x9b31m");  // U+009B is CSI in one character
  CHECK(base::escape_control("\xff\xc0\x80") == "\\xff\\xc0\\x80");
  CHECK(base::escape_control("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // a surrogate is not UTF-8
  CHECK(base::escape_control("abcdef", 3) == "abc...");
}

TEST_CASE("numbers are whole texts") {
  CHECK(base::parse_unsigned("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x10", "18446744073709551616", "1e3"}) {
    INFO(text);
    CHECK_FALSE(base::parse_unsigned(text).has_value());
  }
  CHECK(base::parse_signed("-1") == -1);
  CHECK_FALSE(base::parse_signed("--1").has_value());
}

TEST_CASE("numbers with a fraction are whole texts") {
  CHECK(base::parse_float("1.5") == 1.5);
  CHECK(base::parse_float(".5") == 0.5);
  CHECK(base::parse_float("2.") == 2.0);
  CHECK(base::parse_float("1e3") == 1000.0);
  CHECK(base::parse_float("1.8p1", true) == 3.0);
  CHECK(base::parse_float("1e999").value() > 1e308);
  for (const char* bad : {"", ".", "e5", "1.2.3", " 1", "1 ", "+1", "-1", "inf", "nan", "0x10", "1e"})
    CHECK_FALSE(base::parse_float(bad).has_value());
  for (const char* bad : {"", ".", "p1", "-1", "g", "1p"}) CHECK_FALSE(base::parse_float(bad, true).has_value());
}

TEST_CASE("split and cut") {
  CHECK(base::split("", ',') == std::vector<std::string_view>{""});
  CHECK(base::split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(base::cut("key=a=b", '=').before == "key");
  CHECK(base::cut("key=a=b", '=').after == "a=b");
  CHECK_FALSE(base::cut("key", '=').after.has_value());
  CHECK(base::cut("key=", '=').after == "");
}

TEST_CASE("nearest finds typing errors only") {
  constexpr std::array<std::string_view, 4> words = {"run", "start", "stop", "inspect"};
  CHECK(base::nearest("inspetc", words) == "inspect");
  CHECK(base::nearest("rnu", words) == "run");
  CHECK(base::nearest("ru", words) == "run");
  CHECK_FALSE(base::nearest("volume", words).has_value());
}
