#include "formatting.hpp"

#include "catch.hpp"

using namespace skiff;
using namespace skiff::cli;

namespace {

constexpr Columns wide = {12, 2};

Result<Formatting> parse(std::string_view text, std::string_view called_as = "skiff") {
  return Formatting::parse("t", text, personality_of(called_as));
}

}  // namespace

TEST_CASE("headings are the names of fields in capitals") {
  CHECK(heading_of("ID") == "ID");
  CHECK(heading_of("CreatedAt") == "CREATED AT");
  CHECK(heading_of("RunningFor") == "RUNNING FOR");
  CHECK(heading_of("name") == "NAME");
  CHECK(heading_of("").empty());
}

TEST_CASE("escapes outside of actions stand for tabs and newlines") {
  CHECK(unescaped_format(R"({{.A}}\t{{.B}}\n)", false) == "{{.A}}\t{{.B}}\n");
  CHECK(unescaped_format(R"({{"\t\n"}}\t)", false) == "{{\"\\t\\n\"}}\t");
  CHECK(unescaped_format("{{.A}} {{.B}}", false) == "{{.A}} {{.B}}");
  CHECK(unescaped_format("{{.A}}  {{print .B .C}}: x", true) == "{{.A}}\t{{print .B .C}}:\tx");
  CHECK(unescaped_format("a\\b\\", false) == "a\\b\\");
}

TEST_CASE("cells are as wide as the widest of their column") {
  CHECK(aligned("A\tB\nlonger than that\tx\n", wide) == "A                 B\nlonger than that  x\n");
  CHECK(aligned("ID\tX\n1\t2\n", wide) == "ID          X\n1           2\n");
  CHECK(aligned("\u00e9\tX\n", wide) == "\u00e9           X\n");
  CHECK(aligned("one\n\n", wide).ends_with("one\n\n"));
  CHECK(aligned("", wide).empty());
}

TEST_CASE("the form of a --format") {
  CHECK(parse("json")->is_json());
  CHECK(parse(" json ")->is_json());
  CHECK(parse("table")->is_plain_table());
  CHECK(parse("table {{.A}}")->uses("A"));
  CHECK_FALSE(parse("{{json .A}}")->is_json());
  const auto wrong = parse("table {{.A");
  CHECK(is_template_error(wrong.error()));
  CHECK(wrong.error().text() == "template: t:1: unclosed action");
}

TEST_CASE("docker's words: json is a template, and table needs no blank") {
  CHECK_FALSE(parse("json", "docker")->is_json());
  CHECK_FALSE(parse("json", "docker")->uses("Size"));
  CHECK(parse("{{json .}}", "docker")->uses("Size"));
  CHECK(parse("table", "docker")->is_plain_table());
  CHECK(is_template_syntax_error(parse("{{.A", "docker").error()));
}
