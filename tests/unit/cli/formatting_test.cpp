#include "formatting.hpp"

#include "catch.hpp"

using namespace skiff;
using namespace skiff::cli;

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
  CHECK(aligned("A\tB\nlonger than that\tx\n") == "A                 B\nlonger than that  x\n");
  CHECK(aligned("ID\tX\n1\t2\n") == "ID          X\n1           2\n");
  CHECK(aligned("\u00e9\tX\n") == "\u00e9           X\n");
  CHECK(aligned("one\n\n").ends_with("one\n\n"));
  CHECK(aligned("").empty());
}

TEST_CASE("the form of a --format") {
  CHECK(Formatting::parse("t", "json")->is_json());
  CHECK(Formatting::parse("t", " json ")->is_json());
  CHECK(Formatting::parse("t", "table")->is_plain_table());
  CHECK(Formatting::parse("t", "table {{.A}}")->uses("A"));
  CHECK_FALSE(Formatting::parse("t", "{{json .A}}")->is_json());
  const auto wrong = Formatting::parse("t", "table {{.A");
  CHECK(is_template_error(wrong.error()));
  CHECK(wrong.error().text() == "template: t:1: unclosed action");
}
