#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>

namespace skiff::templates {

enum class TokenKind : std::uint8_t {
  text,         ///< outside of actions
  open,         ///< {{
  close,        ///< }}
  space,        ///< separates arguments
  left_parenthesis,
  right_parenthesis,
  pipe,
  assign,       ///< =
  declare,      ///< :=
  character,    ///< any other printable one, such as ","
  boolean,
  number,
  letter,       ///< 'a'
  string,       ///< "a"
  raw_string,   ///< `a`
  identifier,   ///< a function's name
  field,        ///< .Name
  variable,     ///< $name
  dot,
  nil,
  keyword,      ///< if, range, end …
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t position = 0;  ///< byte in the template's text
  std::string_view text;
};

/// Cuts a template's text, which must outlive the tokens, into them; the last one is `end`. The text beside a trim marker
/// is trimmed already, comments are left out. Errors: invalid ("template: NAME:LINE: unclosed action").
Result<std::vector<Token>> lex(std::string_view name, std::string_view text);

/// A token in a message: "\"|\"", "EOF", "<end>".
std::string shown(const Token& token);

/// The line of a position, from 1.
std::size_t line_of(std::string_view text, std::size_t position);

}  // namespace skiff::templates
