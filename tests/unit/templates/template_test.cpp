#include <skiff/templates/template.hpp>

#include "catch.hpp"

using namespace skiff;
using namespace skiff::templates;

namespace {

Result<base::json::value> label(const base::json::value& self, std::span<const base::json::value* const> arguments) {
  if (arguments.size() != 1 || !arguments[0]->is_string()) return fail(ErrorKind::invalid, "want the label's key");
  const auto* found = self.at("Labels").as_object().if_contains(arguments[0]->get_string());
  return found == nullptr ? base::json::value("") : *found;
}

constexpr Row rows[] = {
    text_map_at("Labels"),       map_at("Networks"),        list_at("Mounts"),          text_map_at("Mounts[].Options"),
    time_at("Created"),          alias_at("ID", "Id"),      method_at("Label", label),  map_at("Ports"),
    list_at("Ports[]"),          time_at("Zero"),           Row{"Health"},              map_at("NoMap"),
    alias_at("State.Healthcheck", "Health"),
};

constexpr std::string_view data = R"({"Id":"abc","Labels":{"a":"x","b.c":"y"},"Networks":{"n":{"Address":"1.2.3.4"}},
  "Mounts":[{"Name":"v","Options":{"o":"1"}}],"Created":"2022-03-04T15:06:07.5Z","Ports":{"80/tcp":[{"HostPort":"8080"}],"81/tcp":null},
  "State":{"Pid":7,"Health":{"Status":"ok"}},"NoList":null,"NoMap":null,"Health":null,"Zero":"0001-01-01T00:00:00Z"})";

std::string render(std::string_view text, const Limits& limits = {}) {
  const auto shape = Shape::of<rows>("container");
  const auto parsed = Template::parse("ps", text, limits);
  if (!parsed) return parsed.error().message();
  std::string output;
  const auto done = parsed->execute(*base::parse_json(data), shape, output);
  return done ? output : done.error().message();
}

std::string place(std::string_view at, std::string_view words) { return fmt::format("template: ps:1:{}: {}", at, words); }

}  // namespace

TEST_CASE("what a description says of a place decides") {
  CHECK(render("{{.Id}} {{.ID}}|{{.State.Pid}}|{{.State.Healthcheck.Status}}") == "abc abc|7|ok");
  CHECK(render("{{.Labels.a}} {{.Labels.z}} {{index .Labels \"b.c\"}} <{{index .Labels \"z\"}}>") == "x <no value> y <>");
  CHECK(render("{{.Labels}} {{(index .Mounts 0).Options}} {{range .Mounts}}{{.Options.o}}{{end}}") == "map[a:x b.c:y] map[o:1] 1");
  CHECK(render("{{range $name, $net := .Networks}}{{$name}}={{$net.Address}}{{end}}") == "n=1.2.3.4");
  CHECK(render("{{(index (index .Ports \"80/tcp\") 0).HostPort}} {{index .Ports \"81/tcp\"}} {{index .Ports \"1\"}}") == "8080 [] []");
  CHECK(render("{{.NoMap}} {{len .NoMap}} {{.Health}} {{.NoList}}") == "map[] 0 <nil> <nil>");
  CHECK(render("{{.Created}}|{{json .Created}}|{{.Created.Year}}") ==
        place("41", "executing \"ps\" at <.Created.Year>: can't evaluate field Year in type time.Time"));
  CHECK(render("{{.Created}}|{{json .Created}}|{{.Created.Format \"2006-01-02\"}}|{{.Zero.IsZero}} {{.Zero.Unix}}") ==
        "2022-03-04 15:06:07.5 +0000 UTC|\"2022-03-04T15:06:07.5Z\"|2022-03-04|true -62135596800");
}

TEST_CASE("members that are called") {
  CHECK(render("{{.Label \"a\"}}|{{.Label \"none\"}}|{{\"b.c\" | .Label}}|{{(.Label \"a\") | upper}}") == "x||y|X");
  CHECK(render("{{.Label}}") == place("2", "executing \"ps\" at <.Label>: error calling Label: want the label's key"));
}

TEST_CASE("an unknown member of a structure is an error, whose place is told") {
  CHECK(render("{{.Id}} {{.Bogus}}") == place("10", "executing \"ps\" at <.Bogus>: can't evaluate field Bogus in type container"));
  CHECK(render("{{.State.Bogus}}") ==
        place("8", "executing \"ps\" at <.State.Bogus>: can't evaluate field Bogus in type container.State"));
  CHECK(render("{{range .Mounts}}{{.Bogus}}{{end}}") ==
        place("19", "executing \"ps\" at <.Bogus>: can't evaluate field Bogus in type container.Mounts[]"));
  CHECK(render("{{.Health.Status}}") ==
        place("9", "executing \"ps\" at <.Health.Status>: nil pointer evaluating *container.Health.Status"));
}

TEST_CASE("what newer versions of Go can do, too") {
  CHECK(render("{{range 3}}{{.}}{{end}}{{range $i := 2}}{{$i}}{{end}}{{range 0}}{{else}}none{{end}}") == "01201none");
  CHECK(render("{{range $i, $x := 3}}{{end}}") == place("18", "executing \"ps\" at <3>: can't use 3 to iterate over more than one variable"));
  CHECK(render("{{with .NoMap}}a{{else with .Id}}{{.}}{{else}}c{{end}}") == "abc");
  CHECK(render("{{with .NoMap}}a{{else with .NoMap}}b{{else}}c{{end}}") == "c");
  CHECK(render("{{truncate \"h\u00e9\" 2}}|{{truncate \"ab\" 9}}|{{join .Mounts \",\"}}") == "h|ab|{v map[o:1]}");
}

TEST_CASE("headings keep their text, whatever a function would make of it") {
  static constexpr Row any[] = {map_at("")};
  std::string output;
  CHECK(Template::parse("t", "{{upper .ID}} {{json .Names}} {{join .Ports \",\"}} {{truncate .ID 2}}{{pad .ID 1 1}}")
            ->execute_heading(base::json::object{{"ID", "Id"}, {"Names", "Names"}, {"Ports", "Ports"}}, Shape::of<any>(""), output));
  CHECK(output == "Id Names Ports IdId");
}

TEST_CASE("a template tells which members it uses") {
  const auto uses = [](std::string_view text, std::string_view field) { return Template::parse("t", text)->uses(field); };
  CHECK(uses("{{.ID}} {{.Size}}", "Size"));
  CHECK(uses("{{if .A}}{{(index .B 0).Size}}{{end}}", "Size"));
  CHECK(uses("{{define \"x\"}}{{.Size}}{{end}}", "Size"));
  CHECK(uses("{{json .}}", "Size"));
  CHECK(uses("{{$.Size}}", "Size"));
  CHECK_FALSE(uses("{{.ID}} Size {{printf \"Size\"}}", "Size"));
}

TEST_CASE("templates that grow or never end stop with one error") {
  const auto limit = [](std::string_view words, std::string_view text, const Limits& limits = {}) {
    const std::string outcome = render(text, limits);
    INFO(text.substr(0, 200) << ": " << outcome.substr(0, 300));
    CHECK(outcome.ends_with(words));
    CHECK(outcome.starts_with("template: ps:"));
  };
  limit("run deeper inside each other than 1000", "{{define \"x\"}}{{template \"x\"}}{{end}}{{template \"x\"}}");
  limit("makes more than 33554432 bytes", "{{range 100000000000}}{{end}}");
  limit("makes more than 33554432 bytes", "{{range 100000}}{{range 100000}}{{end}}{{end}}");
  limit("makes more than 33554432 bytes", "{{range 1000000}}{{print \"a long text that is made again and again\"}}{{end}}");
  limit("makes more than 33554432 bytes", "{{printf \"%1000000d%1000000d\" 1 2 | printf \"%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s%[1]s\"}}");
  limit("makes more than 33554432 bytes", "{{pad \"x\" 9000000000000000000 9000000000000000000}}");
  limit("makes more than 33554432 bytes", "{{split (printf \"%1000000d\" 1) \"\"}}");
  limit("for more than 2000000 steps", "{{$a := printf \"%1000000d\" 1}}{{$b := printf \"%1000000d\" 2}}{{range 100000}}{{if eq $a $b}}{{end}}{{end}}");
  limit("it is longer than 65536 bytes", std::string(65537, 'x'));
  CHECK(render(std::string(65536, 'x')) == std::string(65536, 'x'));
  const auto nested = [](std::size_t count) {
    std::string text = "{{";
    for (std::size_t i = 0; i < count; ++i) text += '(';
    text += ".Id";
    for (std::size_t i = 0; i < count; ++i) text += ')';
    return text + "}}";
  };
  CHECK(render(nested(198)) == "abc");
  limit("it nests deeper than 200 levels", nested(199));
  std::string blocks;
  for (int i = 0; i < 250; ++i) blocks += "{{if true}}";
  limit("it nests deeper than 200 levels", blocks);
  std::string chain = "{{if false}}";
  for (int i = 0; i < 250; ++i) chain += "{{else if false}}";
  limit("it nests deeper than 200 levels", chain + "{{end}}");
  Limits few;
  few.output = 200;
  CHECK(render("{{.Id}}{{.Id}}{{.Id}}", few) == "abcabcabc");
  few.steps = 12;
  limit("for more than 12 steps", "{{.Id}}{{.Id}}{{.Id}}{{.Id}}", few);
}
