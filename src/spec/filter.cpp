#include <skiff/spec/filter.hpp>

#include <regex.h>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

constexpr std::size_t longest_filter = 4096;
constexpr std::size_t longest_pattern = 1024;

struct Expression {
  regex_t compiled{};
  bool is_compiled = false;

  Expression() = default;
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;
  ~Expression() {
    if (is_compiled) regfree(&compiled);
  }
};

}  // namespace

Result<Filter> parse_filter(std::string_view text) {
  if (text.size() > longest_filter) return fail(ErrorKind::invalid, "a filter is longer than {} bytes", longest_filter);
  const auto [key, value] = base::cut(text, '=');
  const std::string name = base::to_lower(base::trim(key));
  if (!value || name.empty() || name == "!")
    return fail(ErrorKind::invalid, "filter input must be in the form of filter=value: {} is invalid", base::escape_control(text, 100));
  return Filter{name, std::string(base::trim(*value))};
}

Error unknown_filter(std::string_view key, std::span<const std::string_view> known) {
  return Error(ErrorKind::invalid, fmt::format("{} is an invalid filter", base::escape_control(key, 100)))
      .with_hint(fmt::format("the filters are {}", fmt::join(known, ", ")));
}

bool has_label(const std::map<std::string, std::string>& labels, std::string_view wanted) {
  const auto [key, value] = base::cut(wanted, '=');
  const auto found = labels.find(std::string(key));
  return found != labels.end() && (!value || found->second == *value);
}

namespace {

/// regcomp(3) writes a repeated part out as often as its bound says, and bounds in bounds multiply.
constexpr std::uint64_t most_repetitions = 20'000;

/// The product of all bounds: "a{3}" has 3, "(a{1,20}){4,}" 80.
std::uint64_t repetitions_of(std::string_view pattern) {
  std::uint64_t product = 1;
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    const std::string_view inside = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
    const base::Cut bounds = base::cut(inside, ',');
    const auto least = base::parse_unsigned(bounds.before);
    const auto most = base::parse_unsigned(bounds.after.value_or(""));
    product *= std::max<std::uint64_t>(1, most.value_or(least.value_or(1)));
    if (product > most_repetitions) return product;
  }
  return product;
}

}  // namespace

Result<std::function<bool(const std::string&)>> parse_pattern(const std::string& text) {
  if (text.size() > longest_pattern) return fail(ErrorKind::invalid, "a pattern is longer than {} bytes", longest_pattern);
  if (repetitions_of(text) > most_repetitions)
    return fail(ErrorKind::invalid, "{} repeats too much: its bounds, multiplied, are over {}", base::escape_control(text, 100), most_repetitions);
  auto expression = std::make_shared<Expression>();
  if (const int failed = regcomp(&expression->compiled, text.c_str(), REG_EXTENDED | REG_NOSUB); failed != 0) {
    std::array<char, 128> words{};
    (void)regerror(failed, &expression->compiled, words.data(), words.size());
    return fail(ErrorKind::invalid, "{} is no regular expression: {}", base::escape_control(text, 100), base::to_lower(words.data()));
  }
  expression->is_compiled = true;
  return [expression](const std::string& candidate) {
    return regexec(&expression->compiled, candidate.c_str(), 0, nullptr, 0) == 0;
  };
}

Result<bool> parse_truth(std::string_view text) {
  for (const std::string_view word : {"1", "t", "T", "true", "TRUE", "True"})
    if (text == word) return true;
  for (const std::string_view word : {"0", "f", "F", "false", "FALSE", "False"})
    if (text == word) return false;
  return fail(ErrorKind::invalid, "{} is neither true nor false", base::escape_control(text, 100));
}

}  // namespace skiff::spec
