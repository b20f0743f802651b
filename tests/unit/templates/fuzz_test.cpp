#include <chrono>
#include <cstdlib>
#include <random>

#include <skiff/base/text.hpp>
#include <skiff/templates/template.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::templates;

namespace {

constexpr std::string_view data = R"({"A":"text","B":{"C":[1,2.5,true,null,{"D":"x"}],"E":{}},"L":{"k":"v","ä":""},"T":"2022-03-04T15:06:07Z",
  "N":null,"I":-9223372036854775808,"U":18446744073709551615,"S":["a","b",""],"F":1e300})";
constexpr Row rows[] = {text_map_at("L"), map_at("B.E"), time_at("T"), list_at("N"), alias_at("Z", "A")};

/// Pieces that texts are put together from: with chance they mean something.
constexpr std::array<std::string_view, 90> pieces = {
    "{{", "}}", "{{-", " -}}", "{{end}}", "{{else}}", "{{else if ", "{{if ", "{{with ", "{{range ", "{{define \"x\"}}", "{{template \"x\" ",
    "{{block \"y\" ", "{{break}}", "{{continue}}", "{{/* ", " */}}", ".", ".A", ".B", ".B.C", ".L", ".L.k", ".T", ".N", ".I", ".U", ".S",
    ".F", ".Z", ".Bogus", "$", "$x", "$x := ", "$x = ", "$i, $x := ", "(", ")", " | ", " ", ",", "\"a\"", "`b`", "'c'", "\"%v\"", "\"%5.2f|%-3d%[1]q\"",
    "\"%*d\"", "\"%#v %T %x\"", "1", "-1", "2.5", "0x1F", "1e3", "100", "true", "nil", "printf ", "print ", "println ", "html ", "js ",
    "urlquery ", "index ", "slice ", "len ", "eq ", "ne ", "lt ", "and ", "or ", "not ", "json ", "join ", "lower ", "upper ", "title ",
    "split ", "pad ", "truncate ", "call ", "\n", "\\", "\"", "'", "\xff", "ä", "\x01", "text", "\"\\u00e9\"", "9999999"};

std::string random_text(std::mt19937& random) {
  std::string text;
  const std::size_t count = 1 + random() % 40;
  // Half of them are of one action: those parse more often.
  const bool is_action = random() % 2 == 0;
  if (is_action) text += "{{";
  for (std::size_t i = 0; i < count; ++i) text += pieces[random() % pieces.size()];
  if (is_action) text += "}}";
  if (random() % 8 == 0 && !text.empty()) text[random() % text.size()] = static_cast<char>(random());
  return text;
}

/// Seconds that the fuzzing lasts: a moment, unless SKIFF_FUZZ_SECONDS says otherwise.
std::chrono::seconds wanted_time() {
  const char* text = std::getenv("SKIFF_FUZZ_SECONDS");
  return std::chrono::seconds(text == nullptr ? 0 : base::parse_unsigned(text).value_or(0));
}

}  // namespace

TEST_CASE("no text harms, and each ends within its limits") {
  const auto shape = Shape::of<rows>("fuzz");
  const auto value = base::parse_json(data).value();
  const auto end = std::chrono::steady_clock::now() + wanted_time();
  const Limits limits{.steps = 20'000, .output = 1024 * 1024};
  std::size_t parsed_count = 0;
  std::size_t done_count = 0;
  constexpr std::size_t fewest = 20'000;
  std::mt19937 random(20261130);
  for (std::size_t i = 0; i < fewest || std::chrono::steady_clock::now() < end; ++i) {
    const std::string text = random_text(random);
    const auto parsed = Template::parse("f", text, limits);
    if (!parsed) {
      if (!parsed.error().message().starts_with("template: f:")) FAIL(text);
      continue;
    }
    ++parsed_count;
    std::string output;
    const auto done = parsed->execute(value, shape, output);
    // What is printed last may go over the limit by one piece.
    if (output.size() > limits.output + 1'100'000) FAIL(text);
    if (!done && !done.error().message().starts_with("template: f:")) FAIL(text);
    if (done) ++done_count;
  }
  CHECK(parsed_count > fewest / 50);
  CHECK(done_count > fewest / 200);
}
