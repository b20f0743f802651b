#pragma once

#include "functions.hpp"

/// Go's package fmt for values of templates.
namespace skiff::templates {

/// The text of one value as an action prints it: what %v does, but <no value> for none. It ends soon after `out` has `limit`
/// bytes, so do all of these.
void append_printed(std::string& out, const Value& value, std::size_t limit);
/// Sprint: a space between two that are no texts. Errors: invalid (over the memory's limit), as the next two.
Result<std::string> print(Memory& memory, Arguments arguments);
/// Sprintln: always a space between two, and a newline.
Result<std::string> print_line(Memory& memory, Arguments arguments);
/// Sprintf. What Go writes as %!d(string=x) is text and no error.
Result<std::string> print_formatted(Memory& memory, std::string_view format, Arguments arguments);

/// One directive of a format.
struct Directive {
  char32_t verb = 'v';
  bool has_plus = false;
  bool has_minus = false;
  bool has_sharp = false;
  bool has_space = false;
  bool has_zero = false;
  std::optional<std::size_t> width;
  std::optional<std::size_t> precision;
};
/// One value under it, with the elements of a list, map or structure each under it too.
void append_formatted(std::string& out, const Directive& directive, const Value& value, std::size_t limit);

/// A compact JSON text; of a part of a list that part.
std::string json_of(const Value& value);

/// "2022-11-30T23:41:02.5Z" -> "2022-11-30 23:41:02.5 +0000 UTC": time.Time's String().
std::string go_time(std::string_view rfc3339);

}  // namespace skiff::templates
