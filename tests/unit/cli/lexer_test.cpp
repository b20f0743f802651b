#include "lexer.hpp"

#include "catch.hpp"
#include "parser.hpp"

using namespace skiff;
using namespace skiff::cli;

namespace {

struct Group {
  std::string entrypoint = "unset";
  std::vector<std::string> publish;
};
struct Inner {
  Group group;
  Group other;
};
struct Fields {
  Inner inner;
  bool is_detached = false;
  bool is_interactive = false;
  bool has_terminal = false;
  bool has_proxy = true;
  std::optional<std::int64_t> time;
  std::string network;
  std::vector<int> even;
  int sum = 0;
};

Result<int> parse_even(std::string_view text) {
  if (text.size() != 1 || (text[0] - '0') % 2 != 0) return fail(ErrorKind::invalid, "not an even digit");
  return text[0] - '0';
}

Result<void> add(int& sum, std::string_view text) {
  TRY_ASSIGN(const int number, parse_even(text));
  sum += number;
  return {};
}

constexpr std::array group_table = {
    option<&Group::entrypoint>("entrypoint", 0, "PROGRAM", "x"),
    option<&Group::publish>("publish", 'p', "PORT", "x"),
};
constexpr auto inner_table = within<&Inner::group>(group_table);
constexpr std::array deep_table = {option<&Group::entrypoint>("deep", 0, "PROGRAM", "x")};
constexpr std::array own_table = {
    option<&Fields::is_detached>("detach", 'd', "", "x"),
    option<&Fields::is_interactive>("interactive", 'i', "", "x"),
    option<&Fields::has_terminal>("tty", 't', "", "x"),
    option<&Fields::has_proxy>("sig-proxy", 0, "", "x"),
    option<&Fields::time>("time", 'T', "SECONDS", "x"),
    option<&Fields::network>("network", 0, "MODE", "x"),
    parsed<&Fields::even, parse_even>("even", 0, "DIGIT", "x"),
    applied<&Fields::sum, add>("add", 0, "DIGIT", "x"),
};
constexpr auto table = join_tables(own_table, within<&Fields::inner>(inner_table),
                                   within<&Fields::inner, &Inner::other>(deep_table));
static_assert(is_sound_table(table));

constexpr std::array twice = {option<&Fields::is_detached>("a", 'd', "", "x"), option<&Fields::has_terminal>("b", 'd', "", "x")};
static_assert(!is_sound_table(twice));

using Words = std::vector<std::string_view>;

struct Outcome {
  Fields fields;
  Words operands;
};

Result<Outcome> parse(const Words& words, LexMode mode = LexMode::interspersed) {
  const std::array tables = {checked<table>()};
  TRY_ASSIGN(const Lexed lexed, lex(tables, words, mode));
  Outcome outcome;
  outcome.operands = lexed.operands;
  const std::array bound = {BoundTable{checked<table>(), &outcome.fields}};
  TRY(store(bound, lexed));
  return outcome;
}

std::string error_of(const Words& words) {
  const auto outcome = parse(words);
  return outcome ? "no error" : outcome.error().text();
}

}  // namespace

TEST_CASE("bundled toggles") {
  const auto outcome = parse({"-dit"}).value();
  CHECK(outcome.fields.is_detached);
  CHECK(outcome.fields.is_interactive);
  CHECK(outcome.fields.has_terminal);
}

TEST_CASE("a bundle may end in an option with a value") {
  const auto outcome = parse({"-dp", "80:80", "-ip81"}).value();
  CHECK(outcome.fields.is_detached);
  CHECK(outcome.fields.inner.group.publish == std::vector<std::string>{"80:80", "81"});
}

TEST_CASE("toggles take values only behind =") {
  CHECK_FALSE(parse({"--detach=true", "--detach=false"}).value().fields.is_detached);
  CHECK_FALSE(parse({"--sig-proxy=false"}).value().fields.has_proxy);
  CHECK_FALSE(parse({"-d", "-d=false"}).value().fields.is_detached);
  CHECK(parse({"--detach", "false"}).value().operands == Words{"false"});
}

TEST_CASE("short options take values in three ways") {
  CHECK(parse({"-p8080:80", "-p=8081:80", "-p", "8082:80"}).value().fields.inner.group.publish ==
        std::vector<std::string>{"8080:80", "8081:80", "8082:80"});
}

TEST_CASE("the last scalar wins, lists grow, empty values stand") {
  CHECK(parse({"--network", "a", "--network=b"}).value().fields.network == "b");
  CHECK(parse({"--entrypoint", ""}).value().fields.inner.group.entrypoint.empty());
  CHECK(parse({"--entrypoint="}).value().fields.inner.group.entrypoint.empty());
  CHECK(parse({"--publish=", "-p", ""}).value().fields.inner.group.publish == std::vector<std::string>{"", ""});
  CHECK(parse({"-T5", "--time", "-1"}).value().fields.time == -1);
  CHECK(parse({"--even", "2", "--even=4"}).value().fields.even == std::vector<int>{2, 4});
  CHECK(parse({"--add", "2", "--add=4"}).value().fields.sum == 6);
}

TEST_CASE("a value goes where its group is, however deep") {
  const Inner inner = parse({"--deep=a", "--entrypoint=b"}).value().fields.inner;
  CHECK(inner.other.entrypoint == "a");
  CHECK(inner.group.entrypoint == "b");
}

TEST_CASE("a value may look like an option") {
  CHECK(parse({"--network", "--detach"}).value().fields.network == "--detach");
  CHECK(parse({"--entrypoint", "-"}).value().fields.inner.group.entrypoint == "-");
}

TEST_CASE("operands anywhere, or only at the end") {
  CHECK(parse({"a", "-d", "-", "--", "-t"}).value().operands == Words{"a", "-", "-t"});
  const auto own = parse({"-d", "image", "-t", "--", "x"}, LexMode::own_arguments).value();
  CHECK(own.fields.is_detached);
  CHECK_FALSE(own.fields.has_terminal);
  CHECK(own.operands == Words{"image", "-t", "--", "x"});
  CHECK(parse({"--", "-image"}, LexMode::own_arguments).value().operands == Words{"-image"});
}

TEST_CASE("the words before a command are counted") {
  const std::array tables = {checked<table>()};
  const Words words = {"--network", "a", "run", "-d"};
  const auto lexed = lex(tables, words, LexMode::stop_at_operand).value();
  CHECK(lexed.consumed == 2);
  CHECK(lexed.operands.empty());
}

TEST_CASE("hidden names") { CHECK(parse({"--net=none"}).value().fields.network == "none"); }

TEST_CASE("usage errors name the flag") {
  CHECK(error_of({"--bogus"}) == "unknown flag: --bogus");
  CHECK(error_of({"-dx"}) == "unknown shorthand flag: 'x' in -dx");
  CHECK(error_of({"--network"}) == "flag needs an argument: --network");
  CHECK(error_of({"-dp"}) == "flag needs an argument: 'p' in -dp");
  CHECK(error_of({"--=x"}) == "bad flag syntax: --=x");
  CHECK(error_of({"--detach=maybe"}) == "invalid argument \"maybe\" for \"-d, --detach\" flag: neither true nor false");
  CHECK(error_of({"--time", "soon"}) == "invalid argument \"soon\" for \"-T, --time\" flag: not a whole number");
  CHECK(error_of({"--even", "2", "--even", "3"}) == "invalid argument \"3\" for \"--even\" flag: not an even digit");
  CHECK(error_of({"--net"}) == "flag needs an argument: --net");
  CHECK(error_of({"--detached\x1b[2J"}) == "unknown flag: --detached\\x1b[2J");
  CHECK(parse({"--detahc"}).error().hint() == "Did you mean --detach?");
  CHECK(parse({"-detach"}).error().hint() == "Did you mean --detach?");
  CHECK(parse({"--deta"}).error().kind() == ErrorKind::usage);
}
