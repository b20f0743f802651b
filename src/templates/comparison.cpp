#include <array>
#include <compare>

#include "functions.hpp"
#include "print.hpp"

namespace skiff::templates {

namespace {

/// Long texts take their time: it counts.
Result<void> use_time(Memory& memory, const Value& left, const Value& right) {
  constexpr std::size_t bytes_a_step = 256;
  if (left.is(Kind::text) && right.is(Kind::text)) return memory.use_steps(std::min(left.size(), right.size()) / bytes_a_step);
  return {};
}

std::strong_ordering compare_integers(const Value& left, const Value& right) {
  if (left.is_negative() != right.is_negative())
    return left.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  return left.bits() <=> right.bits();
}

bool is_null(const Value& value) { return value.is(Kind::none) || value.is(Kind::nil) || value.source()->is_null(); }

bool is_basic(const Value& value) {
  return value.is(Kind::truth) || value.is(Kind::integer) || value.is(Kind::real) || value.is(Kind::text);
}

Result<bool> are_equal(const Value& left, const Value& right) {
  if (is_basic(left) || is_basic(right)) {
    if (left.is(Kind::none) || right.is(Kind::none)) return false;
    if (left.kind() != right.kind()) return fail(ErrorKind::invalid, "incompatible types for comparison");
    if (left.is(Kind::truth)) return left.truth() == right.truth();
    if (left.is(Kind::integer)) return compare_integers(left, right) == 0;
    if (left.is(Kind::real)) return left.real() == right.real();
    return left.text() == right.text();
  }
  if (is_null(left) || is_null(right)) return is_null(left) && is_null(right);
  if (left.is(Kind::time) && right.is(Kind::time)) return left.text() == right.text();
  for (const Value* value : {&left, &right}) {
    if (value->is(Kind::time)) continue;
    std::string shown;
    append_printed(shown, *value, 200);
    return fail(ErrorKind::invalid, "non-comparable type {}: {}", value->type(), shown.substr(0, 200));
  }
  return false;
}

Result<Value> equal(Memory& memory, Arguments arguments) {
  if (arguments.size() < 2) return fail(ErrorKind::invalid, "missing argument for comparison");
  for (const Value& right : arguments.subspan(1)) {
    TRY(use_time(memory, arguments[0], right));
    TRY_ASSIGN(const bool is_equal, are_equal(arguments[0], right));
    if (is_equal) return memory.keep(true);
  }
  return memory.keep(false);
}

Result<Value> not_equal(Memory& memory, Arguments arguments) {
  TRY(use_time(memory, arguments[0], arguments[1]));
  TRY_ASSIGN(const bool is_equal, are_equal(arguments[0], arguments[1]));
  return memory.keep(!is_equal);
}

Result<std::partial_ordering> order(Memory& memory, Arguments arguments) {
  const Value& left = arguments[0];
  const Value& right = arguments[1];
  TRY(use_time(memory, left, right));
  for (const Value& value : arguments)
    if (!is_basic(value)) return fail(ErrorKind::invalid, "invalid type for comparison");
  if (left.kind() != right.kind()) return fail(ErrorKind::invalid, "incompatible types for comparison");
  if (left.is(Kind::truth)) return fail(ErrorKind::invalid, "invalid type for comparison");
  if (left.is(Kind::integer)) return std::partial_ordering(compare_integers(left, right));
  if (left.is(Kind::real)) return left.real() <=> right.real();
  return std::partial_ordering(left.text() <=> right.text());
}

Result<Value> less(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const auto ordering, order(memory, arguments));
  return memory.keep(ordering < 0);
}

Result<Value> less_or_equal(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const auto ordering, order(memory, arguments));
  return memory.keep(ordering <= 0);
}

Result<Value> greater(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const auto ordering, order(memory, arguments));
  return memory.keep(ordering > 0);
}

Result<Value> greater_or_equal(Memory& memory, Arguments arguments) {
  TRY_ASSIGN(const auto ordering, order(memory, arguments));
  return memory.keep(ordering >= 0);
}

Result<Value> negate(Memory& memory, Arguments arguments) { return memory.keep(!arguments[0].is_true()); }

constexpr std::array functions = {
    Function{"and", 1, Function::any, nullptr}, Function{"or", 1, Function::any, nullptr},
    Function{"not", 1, 1, negate},              Function{"eq", 1, Function::any, equal},
    Function{"ne", 2, 2, not_equal},            Function{"lt", 2, 2, less},
    Function{"le", 2, 2, less_or_equal},        Function{"gt", 2, 2, greater},
    Function{"ge", 2, 2, greater_or_equal},
};

}  // namespace

std::span<const Function> comparison_functions() { return functions; }

}  // namespace skiff::templates
