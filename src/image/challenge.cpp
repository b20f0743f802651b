#include "challenge.hpp"

#include <optional>

#include <skiff/base/text.hpp>

namespace skiff::image {

namespace {

bool is_alphanumeric(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

/// RFC 9110 section 5.6.2.
bool is_token_letter(char letter) {
  return is_alphanumeric(letter) || std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
}

bool is_token68_letter(char letter) {
  return is_alphanumeric(letter) || std::string_view("-._~+/").find(letter) != std::string_view::npos;
}

bool is_space(char letter) { return letter == ' ' || letter == '\t'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  bool next_is(char letter) const { return !rest_.empty() && rest_.front() == letter; }
  std::string_view rest() const { return rest_; }
  void go_back_to(std::string_view rest) { rest_ = rest; }

  /// Skips blanks; true if there were any.
  bool skip_spaces() { return !take_while(is_space).empty(); }
  void skip_separators() {
    take_while([](char letter) { return is_space(letter) || letter == ','; });
  }
  bool take(char letter) {
    if (!next_is(letter)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string_view take_token() { return take_while(is_token_letter); }

  template <typename Predicate>
  std::string_view take_while(Predicate is_wanted) {
    std::size_t length = 0;
    while (length < rest_.size() && is_wanted(rest_[length])) ++length;
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  /// A quoted string after its opening quote; nothing if it does not end.
  std::optional<std::string> take_quoted() {
    std::string value;
    while (!rest_.empty()) {
      char letter = rest_.front();
      rest_.remove_prefix(1);
      if (letter == '"') return value;
      if (letter == '\\') {
        if (rest_.empty()) return std::nullopt;
        letter = rest_.front();
        rest_.remove_prefix(1);
      }
      value += letter;
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

enum class Step { taken, other, broken };

/// name = value at the scanner's place; `other` leaves the scanner where it was.
Step take_parameter(Scanner& scanner, Challenge& challenge) {
  const std::string_view start = scanner.rest();
  const std::string_view name = scanner.take_token();
  scanner.skip_spaces();
  if (name.empty() || !scanner.take('=')) {
    scanner.go_back_to(start);
    return Step::other;
  }
  scanner.skip_spaces();
  std::string value;
  if (scanner.take('"')) {
    std::optional<std::string> quoted = scanner.take_quoted();
    if (!quoted) return Step::broken;
    value = *std::move(quoted);
  } else {
    value = scanner.take_token();
    if (value.empty()) {
      scanner.go_back_to(start);
      return Step::other;
    }
  }
  scanner.skip_spaces();
  if (!scanner.is_at_end() && !scanner.next_is(',')) return Step::broken;
  challenge.parameters.emplace(base::to_lower(name), std::move(value));
  return Step::taken;
}

/// The token68 form that may stand in place of the first parameter.
bool take_token68(Scanner& scanner, Challenge& challenge) {
  const std::string_view start = scanner.rest();
  std::string value(scanner.take_while(is_token68_letter));
  value += scanner.take_while([](char letter) { return letter == '='; });
  scanner.skip_spaces();
  if (value.empty() || (!scanner.is_at_end() && !scanner.next_is(','))) {
    scanner.go_back_to(start);
    return false;
  }
  challenge.token68 = std::move(value);
  return true;
}

/// Parameters of one challenge; false if the header is broken in them.
bool take_parameters(Scanner& scanner, Challenge& challenge) {
  Step step = take_parameter(scanner, challenge);
  if (step == Step::other) return take_token68(scanner, challenge) || scanner.is_at_end() || scanner.next_is(',');
  while (step == Step::taken) {
    scanner.skip_separators();
    step = take_parameter(scanner, challenge);
  }
  return step != Step::broken;
}

}  // namespace

std::string_view Challenge::parameter(std::string_view name) const {
  const auto found = parameters.find(std::string(name));
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<Challenge> parse_challenges(std::string_view header) {
  std::vector<Challenge> challenges;
  Scanner scanner(header);
  scanner.skip_separators();
  while (!scanner.is_at_end()) {
    Challenge challenge;
    challenge.scheme = base::to_lower(scanner.take_token());
    if (challenge.scheme.empty()) break;
    if (scanner.skip_spaces() && !scanner.is_at_end() && !scanner.next_is(',')) {
      if (!take_parameters(scanner, challenge)) break;
    } else if (!scanner.is_at_end() && !scanner.next_is(',')) {
      break;
    }
    challenges.push_back(std::move(challenge));
    scanner.skip_separators();
  }
  return challenges;
}

}  // namespace skiff::image
