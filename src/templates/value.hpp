#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/templates/template.hpp>

#include "shape_node.hpp"

namespace skiff::templates {

enum class Kind : std::uint8_t {
  none,       ///< no value at all: prints <no value>
  nil,        ///< null where a structure would be: prints <nil>
  truth,
  integer,    ///< int64 or uint64
  real,
  text,
  list,
  map,
  structure,
  time,
};

/// A value while a template runs: JSON of the data, of the template or made on the way, which outlives it, and its place
/// in the description.
class Value {
 public:
  Value() = default;
  /// `is_any` says that a null here is no value (an element of a map of anything), and not a nil pointer.
  Value(const json::value& source, const Shape::Node* place, bool is_any = false);
  /// What a place has of which there is nothing in the JSON.
  static Value zero(const Shape::Node& place);
  static Value nil() { return Value(Kind::nil); }

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  const Shape::Node* place() const { return place_; }
  /// The JSON itself; null where there is none. Of a part of a list the whole list.
  const json::value* source() const { return source_; }

  bool truth() const { return source_->get_bool(); }
  /// Of an integer: whether it lies below 0, and its 64 bits.
  bool is_negative() const { return source_->is_int64() && source_->get_int64() < 0; }
  std::uint64_t bits() const;
  double real() const { return source_->get_double(); }
  std::string_view text() const { return std::string_view(source_->get_string()); }

  /// Elements of a list, members of a map or structure, bytes of a text.
  std::size_t size() const;
  Value element(std::size_t i) const;
  Value part(std::size_t from, std::size_t to) const;
  /// Sorted for a map, in their order for a structure.
  std::vector<std::string_view> keys() const;
  std::optional<Value> member(std::string_view name) const;
  /// What an element has that is not there.
  Value zero_element() const;

  bool is_true() const;
  /// In Go's words: "[]interface {}", "string"; a structure has the name of its place.
  std::string type() const;

 private:
  explicit Value(Kind kind) : kind_(kind) {}
  Kind kind_ = Kind::none;
  const json::value* source_ = nullptr;
  const Shape::Node* place_ = nullptr;
  std::size_t from_ = 0;
  std::size_t count_ = 0;
};

/// What one execution makes, and how much of everything it may still use.
class Memory {
 public:
  explicit Memory(const Limits& limits) : limits_(limits) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// Keeps it for the rest of the execution. Errors: invalid (over the limit), as all of these.
  Result<Value> keep(json::value value);
  Result<Value> keep_text(std::string_view text) { return keep(json::value(json::string(text))); }
  Result<void> use_steps(std::size_t count);
  Result<void> use_bytes(std::size_t count);
  /// How many bytes may still be made.
  std::size_t bytes_left() const { return limits_.output - bytes_; }
  const Limits& limits() const { return limits_; }

 private:
  Limits limits_;
  std::size_t steps_ = 0;
  std::size_t bytes_ = 0;
  std::deque<json::value> kept_;
};

}  // namespace skiff::templates
