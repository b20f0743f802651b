#include <algorithm>
#include <array>

#include "go_text.hpp"
#include "token.hpp"

// Go's text/template/parse/lex.go, with its errors' words.
namespace skiff::templates {

namespace {

constexpr std::string_view open_mark = "{{";
constexpr std::string_view close_mark = "}}";
constexpr std::array<std::string_view, 10> keywords = {"block", "break", "continue", "define", "else",
                                                       "end",   "if",    "range",    "template", "with"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Every byte of a letter beyond ASCII counts as one of a name.
bool is_of_name(char c) {
  return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

class Lexer {
 public:
  Lexer(std::string_view name, std::string_view text) : name_(name), text_(text) {}

  Result<std::vector<Token>> run() {
    while (at_ < text_.size()) {
      const std::size_t open = std::min(text_.find(open_mark, at_), text_.size());
      lex_text(open);
      if (open == text_.size()) break;
      TRY(lex_action());
    }
    add(TokenKind::end, text_.size(), 0);
    return std::move(tokens_);
  }

 private:
  template <typename... Args>
  std::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... arguments) {
    const std::size_t line = line_of(text_, std::min(at_, text_.size()));
    const std::string words = fmt::format(format, std::forward<Args>(arguments)...);
    std::string start;
    if (const std::size_t first = line_of(text_, action_); is_in_action_ && first != line)
      start = fmt::format("{} started at {}:{}", words.ends_with(" action") ? "" : " in action", name_, first);
    return fail(ErrorKind::invalid, "template: {}:{}: {}{}", name_, line, words, start);
  }

  char next(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool is_at(std::string_view mark) const { return text_.substr(at_).starts_with(mark); }
  bool has_right_trim() const { return is_space(next()) && next(1) == '-' && text_.substr(at_ + 2).starts_with(close_mark); }
  bool is_at_close() const { return has_right_trim() || is_at(close_mark); }

  void add(TokenKind kind, std::size_t from, std::size_t length) {
    tokens_.push_back({kind, static_cast<std::uint32_t>(from), text_.substr(from, length)});
  }
  void add_to_here(TokenKind kind, std::size_t from) { add(kind, from, at_ - from); }

  /// The text up to an action, or to the end.
  void lex_text(std::size_t end) {
    const std::size_t from = at_;
    at_ = end;
    if (end < text_.size()) {
      const std::string_view behind = text_.substr(end + open_mark.size());
      if (behind.size() > 1 && behind[0] == '-' && is_space(behind[1]))
        while (end > from && is_space(text_[end - 1])) --end;
    }
    if (end > from) add(TokenKind::text, from, end - from);
  }

  Result<void> lex_action() {
    const std::size_t from = at_;
    at_ += open_mark.size();
    if (next() == '-' && is_space(next(1))) at_ += 2;
    if (is_at("/*")) return lex_comment();
    add(TokenKind::open, from, open_mark.size());
    action_ = from;
    is_in_action_ = true;
    std::ptrdiff_t parentheses = 0;
    while (!is_at_close()) {
      if (at_ >= text_.size()) return wrong("unclosed action");
      // One too many on the right is the parser's to tell.
      if (next() == '(') ++parentheses;
      if (next() == ')') --parentheses;
      TRY(lex_inside());
    }
    if (parentheses > 0) return wrong("unclosed left paren");
    is_in_action_ = false;
    lex_close();
    return {};
  }

  void lex_close() {
    const bool is_trimming = has_right_trim();
    if (is_trimming) at_ += 2;
    add(TokenKind::close, at_, close_mark.size());
    skip_close(is_trimming);
  }

  void skip_close(bool is_trimming) {
    at_ += close_mark.size();
    while (is_trimming && is_space(next())) ++at_;
  }

  Result<void> lex_comment() {
    const std::size_t end = text_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return wrong("unclosed comment");
    at_ = end + 2;
    if (!is_at_close()) return wrong("comment ends before closing delimiter");
    const bool is_trimming = has_right_trim();
    if (is_trimming) at_ += 2;
    skip_close(is_trimming);
    return {};
  }

  Result<void> lex_inside() {
    const std::size_t from = at_;
    const char c = next();
    if (is_space(c)) {
      while (is_space(next()) && !has_right_trim()) ++at_;
      add_to_here(TokenKind::space, from);
    } else if (c == '"' || c == '\'') {
      TRY(lex_quoted(c));
    } else if (c == '`') {
      const std::size_t end = text_.find('`', at_ + 1);
      if (end == std::string_view::npos) return wrong("unterminated raw quoted string");
      at_ = end + 1;
      add_to_here(TokenKind::raw_string, from);
    } else if (c == '$' || (c == '.' && !is_digit(next(1)))) {
      TRY(lex_field_or_variable(c == '$'));
    } else if (c == '.' || c == '+' || c == '-' || is_digit(c)) {
      TRY(lex_number());
    } else if (is_of_name(c)) {
      TRY(lex_name());
    } else {
      TRY(lex_sign(c));
    }
    return {};
  }

  Result<void> lex_sign(char c) {
    const std::size_t from = at_;
    TokenKind kind = TokenKind::character;
    if (c == '=') kind = TokenKind::assign;
    if (c == '|') kind = TokenKind::pipe;
    if (c == '(') kind = TokenKind::left_parenthesis;
    if (c == ')') kind = TokenKind::right_parenthesis;
    if (c == ':') {
      if (next(1) != '=') return wrong("expected :=");
      ++at_;
      kind = TokenKind::declare;
    }
    if (kind == TokenKind::character && (c < ' ' || c == 0x7f)) return wrong("unrecognized character in action: {}", rune_name(c));
    ++at_;
    add_to_here(kind, from);
    return {};
  }

  Result<void> lex_quoted(char quote) {
    const std::size_t from = at_++;
    for (;; ++at_) {
      if (at_ >= text_.size() || next() == '\n')
        return quote == '"' ? wrong("unterminated quoted string") : wrong("unterminated character constant");
      if (next() == quote) break;
      if (next() == '\\' && at_ + 1 < text_.size() && next(1) != '\n') ++at_;
    }
    ++at_;
    add_to_here(quote == '"' ? TokenKind::string : TokenKind::letter, from);
    return {};
  }

  /// Whether a name may end here.
  bool is_at_end_of_name() const {
    return at_ >= text_.size() || is_space(next()) || std::string_view(".,|:)(").contains(next()) || is_at(close_mark);
  }

  Result<void> lex_field_or_variable(bool is_variable) {
    const std::size_t from = at_++;
    while (is_of_name(next())) ++at_;
    if (!is_at_end_of_name()) return wrong("bad character {}", rune_name(next()));
    const bool is_bare = at_ - from == 1;
    add_to_here(is_variable ? TokenKind::variable : is_bare ? TokenKind::dot : TokenKind::field, from);
    return {};
  }

  Result<void> lex_name() {
    const std::size_t from = at_;
    while (is_of_name(next())) ++at_;
    const std::string_view word = text_.substr(from, at_ - from);
    if (!is_at_end_of_name()) return wrong("bad character {}", rune_name(next()));
    TokenKind kind = TokenKind::identifier;
    if (std::ranges::find(keywords, word) != keywords.end()) kind = TokenKind::keyword;
    if (word == "nil") kind = TokenKind::nil;
    if (word == "true" || word == "false") kind = TokenKind::boolean;
    add_to_here(kind, from);
    return {};
  }

  void skip_any(std::string_view characters) {
    while (at_ < text_.size() && characters.contains(next())) ++at_;
  }
  bool skip_one(std::string_view characters) {
    if (at_ >= text_.size() || !characters.contains(next())) return false;
    ++at_;
    return true;
  }

  Result<void> lex_number() {
    const std::size_t from = at_;
    std::string_view digits = "0123456789_";
    skip_one("+-");
    if (skip_one("0")) {
      if (skip_one("xX")) digits = "0123456789abcdefABCDEF_";
      else if (skip_one("oO")) digits = "01234567_";
      else if (skip_one("bB")) digits = "01_";
    }
    skip_any(digits);
    if (skip_one(".")) skip_any(digits);
    const bool has_exponent = (digits.size() == 11 && skip_one("eE")) || (digits.size() == 23 && skip_one("pP"));
    if (has_exponent) {
      skip_one("+-");
      skip_any("0123456789_");
    }
    skip_one("i");
    if (is_of_name(next())) return wrong("bad number syntax: {}", quoted(text_.substr(from, at_ + 1 - from)));
    add_to_here(TokenKind::number, from);
    return {};
  }

  std::string_view name_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t action_ = 0;  ///< where the last action begins
  bool is_in_action_ = false;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> lex(std::string_view name, std::string_view text) { return Lexer(name, text).run(); }

std::string shown(const Token& token) {
  if (token.kind == TokenKind::end) return "EOF";
  if (token.kind == TokenKind::keyword || token.kind == TokenKind::dot || token.kind == TokenKind::nil) return fmt::format("<{}>", token.text);
  if (token.text.size() > 10) return quoted(first_letters(token.text, 10)) + "...";
  return quoted(token.text);
}

std::size_t line_of(std::string_view text, std::size_t position) {
  return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, position), '\n'));
}

}  // namespace skiff::templates
