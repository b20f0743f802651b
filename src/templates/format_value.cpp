#include <cmath>

#include "go_text.hpp"
#include "print.hpp"

// Go's fmt/format.go: one value under one directive.
namespace skiff::templates {

namespace {

/// Appends `text` in its width, which counts code points.
void append_padded(std::string& out, const Directive& directive, std::string_view text) {
  const std::size_t length = directive.width ? rune_count(text) : 0;
  const std::size_t missing = directive.width && *directive.width > length ? *directive.width - length : 0;
  if (!directive.has_minus) out.append(missing, directive.has_zero ? '0' : ' ');
  out += text;
  if (directive.has_minus) out.append(missing, ' ');
}

void append_unzeroed(std::string& out, Directive directive, std::string_view text) {
  directive.has_zero = false;
  append_padded(out, directive, text);
}

void append_bad_verb(std::string& out, const Directive& directive, const Value& value, std::size_t limit) {
  out += "%!";
  append_rune(out, directive.verb);
  out += '(';
  if (!value.is(Kind::none) && !value.is(Kind::nil)) out += value.type() + "=";
  append_formatted(out, {}, value, limit);
  out += ')';
}

std::string sign_of(const Directive& directive, bool is_negative) {
  return is_negative ? "-" : directive.has_plus ? "+" : directive.has_space ? " " : "";
}

std::string digits_of(char32_t verb, std::uint64_t number) {
  switch (verb) {
    case 'b': return fmt::format("{:b}", number);
    case 'o':
    case 'O': return fmt::format("{:o}", number);
    case 'x': return fmt::format("{:x}", number);
    case 'X': return fmt::format("{:X}", number);
    default: return fmt::format("{}", number);
  }
}

std::string prefix_of(const Directive& directive, const std::string& digits) {
  if (directive.verb == 'O') return "0o";
  if (!directive.has_sharp) return "";
  switch (directive.verb) {
    case 'b': return "0b";
    case 'o': return digits.starts_with('0') ? "" : "0";
    case 'x': return "0x";
    case 'X': return "0X";
    default: return "";
  }
}

void append_integer(std::string& out, const Directive& directive, const Value& value) {
  const bool is_negative = value.is_negative();
  const std::uint64_t number = is_negative ? 0 - value.bits() : value.bits();
  if (directive.precision == 0 && number == 0) return append_unzeroed(out, directive, "");
  const std::string sign = sign_of(directive, is_negative);
  std::string digits = digits_of(directive.verb, number);
  std::size_t least = directive.precision.value_or(0);
  if (!directive.precision && directive.has_zero && !directive.has_minus) {
    const std::size_t width = directive.width.value_or(0);
    least = width > sign.size() ? width - sign.size() : 0;
  }
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  append_unzeroed(out, directive, sign + prefix_of(directive, digits) + digits);
}

/// %c, %q and %U: a number as a code point.
void append_code_point(std::string& out, const Directive& directive, const Value& value) {
  const char32_t code = value.is_negative() || value.bits() > 0x10FFFF ? 0xFFFD : static_cast<char32_t>(value.bits());
  std::string text;
  if (directive.verb == 'c') {
    append_rune(text, code);
  } else if (directive.verb == 'q') {
    text = quoted_rune(code, directive.has_plus);
  } else {
    text = fmt::format("U+{:04X}", value.bits());
    if (directive.has_sharp && is_printable(code)) {
      text += " '";
      append_rune(text, code);
      text += '\'';
    }
  }
  append_padded(out, directive, text);
}

std::string float_digits(const Directive& directive, double number) {
  const std::size_t precision = directive.precision.value_or(6);
  switch (directive.verb) {
    case 'e': return fmt::format("{:.{}e}", number, precision);
    case 'E': return fmt::format("{:.{}E}", number, precision);
    case 'f':
    case 'F': return fmt::format("{:.{}f}", number, precision);
    case 'G': return directive.precision ? fmt::format("{:.{}G}", number, precision) : shortest_float(number);
    default: return directive.precision ? fmt::format("{:.{}g}", number, precision) : shortest_float(number);
  }
}

void append_float(std::string& out, const Directive& directive, double number) {
  if (std::isnan(number) || std::isinf(number)) {
    const std::string sign = std::isnan(number) ? sign_of(directive, false) : number < 0 ? "-" : directive.has_space ? " " : "+";
    return append_unzeroed(out, directive, sign + (std::isnan(number) ? "NaN" : "Inf"));
  }
  const std::string sign = sign_of(directive, std::signbit(number));
  const std::string digits = float_digits(directive, std::fabs(number));
  if (!directive.has_zero || !directive.width) return append_padded(out, directive, sign + digits);
  out += sign;
  Directive rest = directive;
  rest.width = *directive.width - std::min(*directive.width, sign.size());
  append_padded(out, rest, digits);
}

std::string hex_of(const Directive& directive, std::string_view text) {
  std::string out;
  const char* form = directive.verb == 'X' ? "{:02X}" : "{:02x}";
  const std::string prefix = !directive.has_sharp ? "" : directive.verb == 'X' ? "0X" : "0x";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && directive.has_space) out += ' ';
    if (i == 0 || directive.has_space) out += prefix;
    out += fmt::format(fmt::runtime(form), static_cast<unsigned char>(text[i]));
  }
  return out;
}

void append_text(std::string& out, const Directive& directive, std::string_view text) {
  const bool is_hex = directive.verb == 'x' || directive.verb == 'X';
  if (directive.precision) text = is_hex ? text.substr(0, *directive.precision) : first_letters(text, *directive.precision);
  if (is_hex) return append_padded(out, directive, hex_of(directive, text));
  const bool is_go_syntax = directive.verb == 'v' && directive.has_sharp;
  if (directive.verb != 'q' && !is_go_syntax) return append_padded(out, directive, text);
  const bool is_plain = text.find_first_of("`\x7f") == std::string_view::npos &&
                        std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; });
  if (directive.has_sharp && !is_go_syntax && is_plain) return append_padded(out, directive, fmt::format("`{}`", text));
  append_padded(out, directive, quoted(text, directive.has_plus && !is_go_syntax));
}

void append_list(std::string& out, const Directive& directive, const Value& list, std::size_t limit) {
  const bool is_go_syntax = directive.verb == 'v' && directive.has_sharp;
  out += is_go_syntax ? list.type() + "{" : "[";
  for (std::size_t i = 0; i < list.size() && out.size() <= limit; ++i) {
    if (i > 0) out += is_go_syntax ? ", " : " ";
    append_formatted(out, directive, list.element(i), limit);
  }
  out += is_go_syntax ? '}' : ']';
}

void append_members(std::string& out, const Directive& directive, const Value& value, std::size_t limit) {
  static const json::value null;
  const bool is_go_syntax = directive.verb == 'v' && directive.has_sharp;
  const bool is_map = value.is(Kind::map);
  const bool has_names = is_map || is_go_syntax || (directive.verb == 'v' && directive.has_plus);
  out += is_go_syntax ? value.type() + "{" : is_map ? "map[" : "{";
  bool is_first = true;
  for (const std::string_view key : value.keys()) {
    if (out.size() > limit) break;
    if (!is_first) out += is_go_syntax ? ", " : " ";
    is_first = false;
    if (has_names && is_map) {
      const json::value name = json::string(key);
      append_formatted(out, directive, Value(name, nullptr), limit);
    } else if (has_names) {
      out += key;
    }
    if (has_names) out += ':';
    append_formatted(out, directive, value.member(key).value_or(Value::nil()), limit);
  }
  out += is_map && !is_go_syntax ? ']' : '}';
}

/// Whether the verb is one of `verbs` (all ASCII).
bool is_one_of(char32_t verb, std::string_view verbs) {
  return verb < 0x80 && verbs.find(static_cast<char>(verb)) != std::string_view::npos;
}

/// Whether this verb has a meaning for a value that is no list, map or structure.
bool is_known_verb(char32_t verb, Kind kind) {
  switch (kind) {
    case Kind::truth: return is_one_of(verb, "vt");
    case Kind::integer: return is_one_of(verb, "vdboOxXcqU");
    case Kind::real: return is_one_of(verb, "veEfFgG");
    case Kind::text:
    case Kind::time: return is_one_of(verb, "vsxXq");
    default: return verb == 'v';
  }
}

}  // namespace

void append_formatted(std::string& out, const Directive& directive, const Value& value, std::size_t limit) {
  if (out.size() > limit) return;
  if (directive.verb == 'T') {
    Directive as_text = directive;
    as_text.verb = 's';
    return append_text(out, as_text, value.type());
  }
  if (value.is(Kind::list)) return append_list(out, directive, value, limit);
  if (value.is(Kind::map) || value.is(Kind::structure)) return append_members(out, directive, value, limit);
  if (!is_known_verb(directive.verb, value.kind())) return append_bad_verb(out, directive, value, limit);
  switch (value.kind()) {
    case Kind::truth: return append_padded(out, directive, value.truth() ? "true" : "false");
    case Kind::integer:
      if (is_one_of(directive.verb, "cqU")) return append_code_point(out, directive, value);
      return append_integer(out, directive, value);
    case Kind::real: return append_float(out, directive, value.real());
    case Kind::text: return append_text(out, directive, value.text());
    case Kind::time: return append_text(out, directive, go_time(value.text()));
    default: return append_padded(out, directive, "<nil>");
  }
}

std::string json_of(const Value& value) {
  if (value.source() == nullptr) return "null";
  if (const auto* object = value.source()->if_object(); object != nullptr && value.place() != nullptr) {
    base::json::object shown = *object;
    for (const auto& [name, place] : value.place()->members)
      if (place.place == Place::hidden) if (const auto* found = shown.find(name); found != shown.end()) shown.stable_erase(found);
    return base::json_text(shown);
  }
  const auto* array = value.source()->if_array();
  if (array == nullptr || array->size() == value.size()) return base::json_text(*value.source());
  std::string out = "[";
  for (std::size_t i = 0; i < value.size(); ++i) out += (i > 0 ? "," : "") + base::json_text(*value.element(i).source());
  return out + "]";
}

std::string go_time(std::string_view rfc3339) {
  std::string text(rfc3339);
  const std::size_t middle = text.find('T');
  if (middle == std::string::npos) return text;
  text[middle] = ' ';
  const std::size_t zone = text.find_first_of("Z+-", middle);
  if (zone == std::string::npos) return text;
  std::string clock = text.substr(0, zone);
  std::string offset = text.substr(zone);
  if (clock.find('.') != std::string::npos) {
    clock.erase(clock.find_last_not_of('0') + 1);
    if (clock.ends_with('.')) clock.pop_back();
  }
  std::erase(offset, ':');
  if (offset == "Z" || offset == "+0000") return clock + " +0000 UTC";
  return fmt::format("{0} {1} {1}", clock, offset);
}

}  // namespace skiff::templates
