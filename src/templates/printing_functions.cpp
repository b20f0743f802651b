#include <array>

#include "functions.hpp"
#include "go_text.hpp"
#include "print.hpp"

namespace skiff::templates {

namespace {

Result<Value> print_function(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string text, print(memory, arguments));
  return memory.keep_text(text);
}

Result<Value> print_line_function(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string text, print_line(memory, arguments));
  return memory.keep_text(text);
}

Result<Value> print_formatted_function(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string_view format, text_argument(arguments[0]));
  TRY_ASSIGN(const std::string text, print_formatted(memory, format, arguments.subspan(1)));
  return memory.keep_text(text);
}

/// What an escaping function escapes: its one text, or all that it has as print() shows it.
Result<std::string> text_of_all(Memory& memory, Arguments arguments) {
  if (arguments.size() == 1 && arguments[0].is(Kind::text)) return std::string(arguments[0].text());
  static const json::value no_value = json::string("<no value>");
  std::vector<Value> shown(arguments.begin(), arguments.end());
  for (Value& value : shown)
    if (value.is(Kind::none)) value = Value(no_value, nullptr);
  return print(memory, shown);
}

Result<Value> escape_html(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string text, text_of_all(memory, arguments));
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '"': out += "&#34;"; break;
      case '\'': out += "&#39;"; break;
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\0': out += "\xEF\xBF\xBD"; break;
      default: out += c;
    }
  }
  return memory.keep_text(out);
}

Result<Value> escape_javascript(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string text, text_of_all(memory, arguments));
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const Rune rune = first_rune(rest);
    rest.remove_prefix(rune.length);
    if (rune.code == '\\' || rune.code == '\'' || rune.code == '"')
      out += {'\\', static_cast<char>(rune.code)};
    else if (rune.code < ' ' || rune.code == '<' || rune.code == '>' || rune.code == '&' || rune.code == '=' ||
             (rune.code >= 0x80 && !is_printable(rune.code)))
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(rune.code));
    else
      append_rune(out, rune.code);
  }
  return memory.keep_text(out);
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

Result<Value> escape_query(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const std::string text, text_of_all(memory, arguments));
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c))
      out += c;
    else if (c == ' ')
      out += '+';
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return memory.keep_text(out);
}

constexpr std::array functions = {
    Function{"print", 0, Function::any, print_function},     Function{"println", 0, Function::any, print_line_function},
    Function{"printf", 1, Function::any, print_formatted_function}, Function{"html", 0, Function::any, escape_html},
    Function{"js", 0, Function::any, escape_javascript},     Function{"urlquery", 0, Function::any, escape_query},
};

}  // namespace

std::span<const Function> printing_functions() { return functions; }

}  // namespace skiff::templates
