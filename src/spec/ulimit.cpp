#include <skiff/spec/ulimit.hpp>

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::array<std::string_view, 16> limit_names = {"as",      "core",       "cpu",    "data", "fsize",  "locks",  "memlock", "msgqueue",
                                                    "nice",    "nofile",     "nproc",  "rss",  "rtprio", "rttime", "sigpending", "stack"};

Result<std::int64_t> parse_limit(std::string_view text) {
  if (text == "unlimited" || text == "-1") return -1;
  const auto value = base::parse_signed(text);
  if (!value || *value < 0) return fail(ErrorKind::invalid, "\"{}\" is neither a number nor \"unlimited\"", text);
  return *value;
}

bool is_above(std::int64_t limit, std::int64_t other) { return other != -1 && (limit == -1 || limit > other); }

}  // namespace

Result<Ulimit> parse_ulimit(std::string_view text) {
  const auto [name, limits] = base::cut(text, '=');
  if (!limits) return fail(ErrorKind::invalid, "the form is NAME=SOFT[:HARD]");
  if (std::ranges::find(limit_names, name) == limit_names.end()) return fail(ErrorKind::invalid, "unknown limit \"{}\"", name);
  const auto [soft, hard] = base::cut(*limits, ':');
  Ulimit result;
  result.name = name;
  TRY_ASSIGN(result.soft, parse_limit(soft));
  TRY_ASSIGN(result.hard, parse_limit(hard.value_or(soft)));
  if (is_above(result.soft, result.hard)) return fail(ErrorKind::invalid, "the soft limit is above the hard one");
  return result;
}

}  // namespace skiff::spec
