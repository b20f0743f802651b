#include <algorithm>

#include "catch.hpp"

#include <skiff/templates/template.hpp>

using namespace skiff;
using namespace std::string_view_literals;

namespace {

/// What Go's own text/template gives: `failure` is its error's text, or nothing.
struct GoldenCase {
  std::string_view text;
  std::string_view output;
  std::string_view failure;
};

#include "golden.inc"

/// Where the words of a failure are ours, and why: places know no Go types; a fault is told when a template is parsed, and
/// names what is wrong; there are no complex numbers.
constexpr GoldenCase our_words[] = {
    {"{{''}}"sv, {}, "template: t:1: malformed character constant: ''"sv},
    {"{{range .SI 1 -3.2i true false 'a' nil}}{{end}}"sv, {},
     "template: t:1: complex numbers are not known here: -3.2i"sv},
    {"{{0xi}}"sv, {},
     "template: t:1: complex numbers are not known here: 0xi"sv},
    {"{{true|printf}}"sv, {},
     "template: t:1:7: executing \"t\" at <printf>: error calling printf: wrong type for value; expected string; got bool"sv},
    {"{{1|printf}}"sv, {},
     "template: t:1:4: executing \"t\" at <printf>: error calling printf: wrong type for value; expected string; got int"sv},
    {"{{1.1|printf}}"sv, {},
     "template: t:1:6: executing \"t\" at <printf>: error calling printf: wrong type for value; expected string; got float64"sv},
    {"{{'x'|printf}}"sv, {},
     "template: t:1:6: executing \"t\" at <printf>: error calling printf: wrong type for value; expected string; got int"sv},
    {"{{lt 1+0i 1+0i}}"sv, {},
     "template: t:1: unexpected \"+0i\" in operand"sv},
    {"{{.U.Bogus}}"sv, {},
     "template: t:1:4: executing \"t\" at <.U.Bogus>: can't evaluate field Bogus in type struct"sv},
    {"{{range .SU}}{{.Bogus}}{{end}}"sv, {},
     "template: t:1:15: executing \"t\" at <.Bogus>: can't evaluate field Bogus in type struct"sv},
    {"{{.Nil.V}}"sv, {},
     "template: t:1:6: executing \"t\" at <.Nil.V>: nil pointer evaluating <nil>.V"sv},
    {"{{.MSI.one.V}}"sv, {},
     "template: t:1:6: executing \"t\" at <.MSI.one.V>: can't evaluate field V in type int"sv},
    {"{{index .SU 2}}"sv, {},
     "template: t:1:2: executing \"t\" at <index .SU 2>: error calling index: index out of range: 2"sv},
    {"{{len .U}}"sv, {},
     "template: t:1:2: executing \"t\" at <len .U>: error calling len: len of type struct"sv},
    {"{{upper 1}}"sv, {},
     "template: t:1:2: executing \"t\" at <upper 1>: error calling upper: wrong type for value; expected string; got int"sv},
    {"{{eq .SI .SI}}"sv, {},
     "template: t:1:2: executing \"t\" at <eq .SI .SI>: error calling eq: non-comparable type []interface {}: [3 4 5]"sv},
    {"{{9223372036854775808}}"sv, {},
     "template: t:1: 9223372036854775808 overflows int"sv},
    {"{{\"a\\zb\"}}"sv, {},
     "template: t:1: invalid syntax: \"a\\zb\""sv},
    {"{{\"\\400\"}}"sv, {},
     "template: t:1: invalid syntax: \"\\400\""sv},
    {"{{range .SI}}{{else if .X}}{{end}}"sv, {},
     "template: t:1: unexpected <if> in else"sv},
    {"{{printf 1}}"sv, {},
     "template: t:1:2: executing \"t\" at <printf 1>: error calling printf: wrong type for value; expected string; got int"sv},
    {"{{range .MSIone}}{{if $.U.TrueFalse $.True}}{{$.U.TrueFalse $.True}}{{else}}WRONG{{end}}{{end}}"sv, {},
     "template: t:1:23: executing \"t\" at <$.U.TrueFalse>: can't evaluate field TrueFalse in type struct"sv},
};

constexpr templates::Row rows[] = {
    templates::map_at("MSI"), templates::text_map_at("MSS"), templates::map_at("MSIone"), templates::map_at("MSIEmpty"),
    templates::map_at("MXI"), templates::time_at("When"),    templates::time_at("Zone"),
};

}  // namespace

TEST_CASE("templates give what Go's own give") {
  const auto shape = templates::Shape::of<rows>("main.T");
  const auto data = base::parse_json(golden_data).value();
  for (const GoldenCase& golden : golden_cases) {
    const auto parsed = templates::Template::parse("t", golden.text);
    std::string output;
    std::string failure;
    if (!parsed) {
      failure = parsed.error().message();
    } else if (const auto done = parsed->execute(data, shape, output); !done) {
      output.clear();
      failure = done.error().message();
    }
    INFO(golden.text);
    CHECK(output == golden.output);
    const auto* ours = std::ranges::find(our_words, golden.text, &GoldenCase::text);
    CHECK(failure == (ours == std::end(our_words) ? golden.failure : ours->failure));
  }
}
