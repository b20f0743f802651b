#include "catch.hpp"

#include <array>
#include <random>

#include <skiff/base/foreign_json.hpp>
#include <skiff/base/text.hpp>

using namespace skiff;
using namespace skiff::base;

namespace {

struct Inner {
  static constexpr auto json_case = JsonCase::pascal;
  std::string user;
  std::vector<std::string> cmd;
  std::map<std::string, std::string> labels;
  json::object volumes;
  bool operator==(const Inner&) const = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (user, cmd, labels, volumes))

struct Words {
  static constexpr auto json_case = JsonCase::pascal;
  static constexpr std::array<std::string_view, 1> one_word_lists = {"Cmd"};
  std::vector<std::string> cmd;
  std::vector<std::string> env;
  bool operator==(const Words&) const = default;
};
BOOST_DESCRIBE_STRUCT(Words, (), (cmd, env))

struct Outer {
  std::string created = "default";
  Inner config;
  Words words;
  std::vector<Inner> list;
  std::optional<int> number;
  json::object unknown_fields;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (created, config, words, list, number))

Outer read(std::string_view text) {
  const auto record = parse_foreign_record<Outer>(text);
  INFO(text);
  if (!record) INFO(record.error().message());
  REQUIRE(record);
  return *record;
}

std::string text_of(std::string_view document) {
  const auto value = parse_foreign_json(document);
  INFO(document);
  REQUIRE(value);
  return std::string(std::string_view(value->as_array().at(0).as_string()));
}

const std::string mark = "\xEF\xBF\xBD";

}  // namespace

TEST_CASE("a field is found by its name in any case, at every level, and the last text counts") {
  CHECK(read(R"({"CONFIG": {"user": "app"}})").config.user == "app");
  CHECK(read(R"({"list": [{"uSER": "a"}, {"User": "b"}]})").list.at(1).user == "b");
  CHECK(read(R"({"config": {"User": "a", "user": "b"}})").config.user == "b");
  CHECK(read(R"({"config": {"user": "b", "User": "a"}})").config.user == "a");
  CHECK(read(R"({"config": {"User": "a", "User": "b"}})").config.user == "b");
  // U+017F and U+212A fold to 's' and 'k', as in Go.
  CHECK(read("{\"config\": {\"u\xC5\xBF" "er\": \"app\"}}").config.user == "app");
  CHECK(is_same_name("\xE2\x84\xAA" "ey", "key"));
  CHECK_FALSE(is_same_name("us", "user"));
  CHECK_FALSE(is_same_name("user ", "user"));
}

TEST_CASE("what is there twice is put together, as Go's decoder fills what it has") {
  const auto check_both = [](std::string_view second) {
    const Outer outer = read(fmt::format(R"({{"config": {{"User": "app", "Cmd": ["a", "b"], "Labels": {{"a": "1", "b": "1"}},
      "Volumes": {{"/a": {{}}}}}}, "{}": {{"Cmd": ["c"], "Labels": {{"b": "2", "B": "3"}}, "Volumes": {{"/b": {{}}}}}}}})", second));
    CHECK(outer.config.user == "app");
    CHECK(outer.config.cmd == std::vector<std::string>{"c"});
    CHECK(outer.config.labels == std::map<std::string, std::string>{{"B", "3"}, {"a", "1"}, {"b", "2"}});
    CHECK(outer.config.volumes.size() == 2);
  };
  check_both("config");
  check_both("Config");
  CHECK(read(R"({"config": {"User": "a"}, "config": null})").config.user == "a");
  CHECK(read(R"({"config": {"User": "a", "User": null}})").config.user == "a");
  CHECK(read(R"({"config": {"User": "a"}, "config": {"user": ""}})").config.user.empty());
  CHECK(read(R"({"config": {"Cmd": ["a"], "Cmd": null}})").config.cmd.empty());
  const Outer lists = read(R"({"list": [{"User": "a", "Cmd": ["x"]}, {"User": "b"}], "list": [{"User": "c"}]})");
  REQUIRE(lists.list.size() == 1);
  CHECK(lists.list[0].user == "c");
  CHECK(lists.list[0].cmd == std::vector<std::string>{"x"});
  CHECK_FALSE(parse_foreign_record<Outer>(R"({"config": {"User": "a"}, "config": []})"));
}

TEST_CASE("a plain text is a list of one where the struct says so") {
  CHECK(read(R"({"words": {"Cmd": "a b"}})").words.cmd == std::vector<std::string>{"a b"});
  CHECK(read(R"({"words": {"cmd": ""}})").words.cmd == std::vector<std::string>{""});
  CHECK(read(R"({"words": {"Cmd": null}})").words.cmd.empty());
  for (const std::string_view bad : {R"({"words": {"Env": "a"}})", R"({"words": {"Cmd": 1}})", R"({"config": {"Cmd": "a"}})"})
    CHECK_FALSE(parse_foreign_record<Outer>(bad));
}

TEST_CASE("keys of a map keep their case, and so do fields that are not known") {
  const Outer outer = read(R"({"config": {"Labels": {"user": "1", "USER": "2"}}, "Other": {"User": null}, "other": 1})");
  CHECK(outer.config.labels == std::map<std::string, std::string>{{"USER", "2"}, {"user", "1"}});
  CHECK(outer.unknown_fields.size() == 2);
  CHECK(outer.unknown_fields.contains("Other"));
}

TEST_CASE("null is absent, and an empty value in a list or a map") {
  const Outer outer = read(R"({"created": null, "config": {"Cmd": ["a", null], "Labels": {"a": null, "b": "c"}, "User": null,
                                "Volumes": {"/v": null}}, "list": [null, {"User": "x"}], "number": null})");
  CHECK(outer.created == "default");
  CHECK(outer.config.cmd == std::vector<std::string>{"a", ""});
  CHECK(outer.config.labels == std::map<std::string, std::string>{{"a", ""}, {"b", "c"}});
  CHECK(outer.config.user.empty());
  CHECK(outer.config.volumes.size() == 1);
  CHECK(outer.list.at(0) == Inner{});
  CHECK(outer.list.at(1).user == "x");
  CHECK_FALSE(outer.number);
  CHECK(read(R"({"config": null, "list": null})").config == Inner{});
}

TEST_CASE("wrong types are errors still") {
  for (const std::string_view bad : {R"({"config": []})", R"({"config": {"user": 1}})", R"({"list": {}})", R"({"number": "1"})",
                                     R"({"number": 1.5})", "[]", "7", "null", "", "{", R"({"created": "a)"})
    CHECK_FALSE(parse_foreign_record<Outer>(bad));
}

TEST_CASE("what is no character becomes U+FFFD, one for each wrong byte") {
  CHECK(text_of("[\"caf\xe9\"]") == "caf" + mark);
  CHECK(text_of("[\"\xff\xfe x\"]") == mark + mark + " x");
  CHECK(text_of("[\"\xe2\x82\"]") == mark + mark);
  CHECK(text_of("[\"\xed\xa0\x80\"]") == mark + mark + mark);
  CHECK(text_of("[\"\xe9\\n\xe9\\\"\"]") == mark + "\n" + mark + "\"");
  CHECK(text_of("[\"gr\xc3\xbc\xc3\x9f\"]") == "gr\xc3\xbc\xc3\x9f");
  CHECK(text_of(R"(["\ud83d broken"])") == mark + " broken");
  CHECK(text_of(R"(["\ude00\ud83d"])") == mark + mark);
  CHECK(text_of(R"(["\ud83d\ud83d\ude00"])") == mark + "\xF0\x9F\x98\x80");
  CHECK(text_of(R"(["\\ud83d"])") == "\\ud83d");
  CHECK(text_of(R"(["\ud83d\\ude00"])") == mark + "\\ude00");
  for (const std::string_view bad : {R"(["\ud83"])", R"(["\uxyzw"])", "[\"\\", "[\"\\u", "[\xe9]", "[\"a\nb\"]"})
    CHECK_FALSE(parse_foreign_json(bad));
}

TEST_CASE("commas inside of strings are no values") {
  const std::string commas(60'000, ',');
  CHECK(text_of("[\"" + commas + "\"]") == commas);
  CHECK(text_of("[\"\\\"" + commas + "\"]").size() == commas.size() + 1);
  std::string most = "[1";
  for (std::size_t i = 1; i < most_foreign_values; ++i) most += ",1";
  CHECK(parse_foreign_json(most + "]"));
  CHECK_FALSE(parse_foreign_json(most + ",1]"));
}

TEST_CASE("64 levels are read, and no more") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  CHECK(parse_foreign_json(nested(64)));
  CHECK_FALSE(parse_foreign_json(nested(65)));
  CHECK_FALSE(parse_foreign_json(std::string(100'000, '[')));
}

TEST_CASE("any bytes are read as valid text or refused") {
  std::mt19937 random(14);
  const std::vector<std::string> pieces = {"\"", "\\", "u", "\\ud83d", "\\ude00", "\\u00e9", "\xe9", "\xc3\xa9", "\xf0\x9f\x98\x80",
                                           "\xed\xa0\x80", "{", "}", "[", "]", ":", ",", "null", "1", "\"user\":", "\"User\":\"a\"",
                                           "\"config\":{", "\"cmd\":[", " ", "\\n", "\xff", "\"list\":[{"};
  std::size_t taken = 0;
  for (int round = 0; round < 20'000; ++round) {
    // Half of them are strings, so that many are taken.
    const bool is_string = round % 2 == 0;
    std::string text = is_string ? "[\"" : "{";
    for (int i = static_cast<int>(random() % 12); i > 0; --i) {
      const std::string& piece = pieces[random() % pieces.size()];
      if (!is_string || !piece.contains('"')) text += piece;
    }
    text += is_string ? "\"]" : "}";
    (void)parse_foreign_record<Outer>(text);
    const auto value = parse_foreign_json(text);
    if (!value) continue;
    ++taken;
    const std::string written = json_text(*value);
    for (std::size_t at = 0; at < written.size();) {
      const std::size_t length = utf8_length(std::string_view(written).substr(at));
      INFO(text);
      REQUIRE(length > 0);
      at += length;
    }
    // What was read once is read strictly, and says the same.
    const auto again = parse_json(written);
    REQUIRE(again);
    CHECK(*again == *value);
  }
  CHECK(taken > 2'000);
}
