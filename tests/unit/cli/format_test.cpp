#include "format.hpp"

#include "catch.hpp"
#include "table.hpp"

using namespace skiff;
using namespace skiff::cli;

TEST_CASE("sizes in units of 1000, three digits") {
  CHECK(human_size(0) == "0 B");
  CHECK(human_size(999) == "999 B");
  CHECK(human_size(1000) == "1 kB");
  CHECK(human_size(7340000) == "7.34 MB");
  CHECK(human_size(999600) == "1 MB");
  CHECK(human_size(77800000) == "77.8 MB");
  CHECK(human_size(~std::uint64_t{0}) == "18.4 EB");
  CHECK(human_size(1982256, "") == "1.98MB");
}

TEST_CASE("an image of 1970 has an age") {
  const base::Time now(std::chrono::hours(24 * 365 * 56));
  CHECK(human_age(base::Time{}, now) == "56 years ago");
  CHECK(human_age(now - std::chrono::hours(3), now) == "3 hours ago");
  CHECK(human_age(base::no_time, now) == "N/A");
}

TEST_CASE("texts are cut between letters") {
  CHECK(shortened("short", 20) == "short");
  CHECK(shortened("0123456789", 8) == "01234...");
  CHECK(shortened("0123\xc3\xa4 7890", 8) == "0123\xc3\xa4...");
  CHECK(shortened("0123456789", 8, "\u2026") == "0123456\u2026");
  CHECK(shortened("\u00e4\u00e4\u00e4", 3) == "\u00e4\u00e4\u00e4");
  CHECK(shown_id("0123456789abcdef", false) == "0123456789ab");
  CHECK(shown_id("0123456789abcdef", true) == "0123456789abcdef");
  CHECK(shown_id("<missing>", false) == "<missing>");
}

TEST_CASE("columns are as wide as their widest cell, and cells cannot break the lines") {
  Table table({"ID", "NAME"});
  table.add({"1234", "a\nb"});
  table.add({"\xc3\xa4", "c"});
  CHECK(table.text({}) == "ID    NAME\n1234  a\\nb\n\xc3\xa4     c\n");
  CHECK(table.text({10, 3}, false) == "1234      a\\nb\n\xc3\xa4         c\n");
}

TEST_CASE("outline of an object") {
  const base::json::value value = {{"host", {{"cpus", 2}, {"name", ""}}}, {"list", {1, "two"}}, {"none", base::json::array()}};
  CHECK(outline(value) == "host:\n  cpus: 2\n  name: \"\"\nlist:\n  - 1\n  - two\nnone: []\n");
}
