#include <skiff/spec/filter.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::spec;

namespace {

using Labels = std::map<std::string, std::string>;

struct Thing {
  std::string name;
  Labels labels;
};

const std::vector<FilterKey<Thing>>& keys() {
  static const std::vector<FilterKey<Thing>> known = {
      {"name", Several::any,
       [](const std::string& value) -> Result<Test<Thing>> {
         return [value](const Thing& thing) { return thing.name == value; };
       }},
      {"label", Several::all,
       [](const std::string& value) -> Result<Test<Thing>> {
         return [value](const Thing& thing) { return has_label(thing.labels, value); };
       }},
      {"label!", Several::all,
       [](const std::string& value) -> Result<Test<Thing>> {
         return [value](const Thing& thing) { return !has_label(thing.labels, value); };
       }},
      {"never", Several::any,
       [](const std::string& value) -> Result<Test<Thing>> { return fail(ErrorKind::invalid, "{} is refused", value); }},
  };
  return known;
}

Result<Selection<Thing>> selection(std::initializer_list<std::string_view> texts) {
  std::vector<Filter> filters;
  for (const std::string_view text : texts) filters.push_back(parse_filter(text).value());
  return Selection<Thing>::make(filters, keys());
}

std::string chosen(std::initializer_list<std::string_view> texts) {
  const std::vector<Thing> things = {{"a", {{"x", "1"}}}, {"b", {{"x", "1"}, {"y", "2"}}}, {"c", {}}};
  const auto selected = selection(texts).value();
  std::string names;
  for (const Thing& thing : things)
    if (selected.holds(thing)) names += thing.name;
  return names;
}

}  // namespace

TEST_CASE("a filter is split at its first equals sign") {
  CHECK(parse_filter("label=a=b").value() == Filter{"label", "a=b"});
  CHECK(parse_filter("label!=a=b").value() == Filter{"label!", "a=b"});
  CHECK(parse_filter("label=a!=b").value() == Filter{"label", "a!=b"});
  CHECK(parse_filter(" Name = web ").value() == Filter{"name", "web"});
  CHECK(parse_filter("name=").value() == Filter{"name", ""});
  CHECK(parse_filter("name=" + std::string(4091, 'x')).has_value());
  CHECK_FALSE(parse_filter("name=" + std::string(4092, 'x')).has_value());
  for (const char* bad : {"", "name", "=", "=x", "!=x"})
    CHECK(parse_filter(bad).error().text() ==
          fmt::format("filter input must be in the form of filter=value: {} is invalid", bad));
}

TEST_CASE("filters of one key are alternatives, labels and different keys must all hold") {
  CHECK(chosen({}) == "abc");
  CHECK(chosen({"name=a", "name=c"}) == "ac");
  CHECK(chosen({"label=x"}) == "ab");
  CHECK(chosen({"label=x=1", "label=y"}) == "b");
  CHECK(chosen({"label=x=2"}).empty());
  CHECK(chosen({"label!=y"}) == "ac");
  CHECK(chosen({"label!=y", "label!=x"}) == "c");
  CHECK(chosen({"name=a", "name=b", "label=y"}) == "b");
}

TEST_CASE("an unknown filter and a refused value are errors") {
  const auto unknown = selection({"bogus=1"});
  CHECK(unknown.error().text() == "bogus is an invalid filter");
  CHECK(unknown.error().hint() == "the filters are name, label, label!, never");
  CHECK(selection({"name!=a"}).error().text() == "name! is an invalid filter");
  CHECK(selection({"never=x"}).error().text() == "x is refused");
}

TEST_CASE("patterns match anywhere, unless they are anchored") {
  CHECK(parse_pattern("e")->operator()("web"));
  CHECK(parse_pattern("^web$")->operator()("web"));
  CHECK_FALSE(parse_pattern("^web$")->operator()("web2"));
  CHECK(parse_pattern("(a|b)[0-9]+")->operator()("xb12"));
  CHECK(parse_pattern("(").error().text().starts_with("( is no regular expression: "));
  CHECK(parse_pattern(std::string(1024, 'a')).has_value());
  CHECK_FALSE(parse_pattern(std::string(1025, 'a')).has_value());
}

TEST_CASE("truth as Go reads it") {
  for (const char* yes : {"1", "t", "T", "true", "TRUE", "True"}) CHECK(parse_truth(yes).value());
  for (const char* no : {"0", "f", "F", "false", "FALSE", "False"}) CHECK_FALSE(parse_truth(no).value());
  for (const char* bad : {"", "yes", "tRue", "2"}) CHECK_FALSE(parse_truth(bad).has_value());
}
