#include "catch.hpp"

#include <skiff/templates/template.hpp>

using namespace skiff;

namespace {

constexpr templates::Row rows[] = {templates::map_at("Labels"), templates::alias_at("ID", "Id")};

std::string render(std::string_view text, std::string_view data) {
  const templates::Shape shape("container", rows);
  const auto parsed = templates::Template::parse("ps", text);
  if (!parsed) return parsed.error().text();
  std::string output;
  const auto done = parsed->execute(*base::parse_json(data), shape, output);
  return done ? output : done.error().text();
}

}  // namespace

TEST_CASE("plain fields") {
  CHECK(render("{{.Id}} {{.ID}}|{{.State.Pid}}", R"({"Id":"a","State":{"Pid":7}})") == "a a|7");
  CHECK(render("{{.Labels.a}}{{.Labels.b}}", R"({"Labels":{"a":"x"}})") == "x<no value>");
  CHECK(render("{{.Id}} {{.Bogus}}", R"({"Id":"a"})").ends_with("executing \"ps\" at <.Bogus>: can't evaluate field Bogus in type container"));
}
