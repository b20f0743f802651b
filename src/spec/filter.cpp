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

Result<std::function<bool(const std::string&)>> parse_pattern(const std::string& text) {
  if (text.size() > longest_pattern) return fail(ErrorKind::invalid, "a pattern is longer than {} bytes", longest_pattern);
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
