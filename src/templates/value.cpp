#include "value.hpp"

#include <algorithm>

namespace skiff::templates {

namespace {

constexpr std::size_t cost_of_value = 64;

bool is_map_place(const Shape::Node* place) {
  return place != nullptr && (place->place == Place::map || place->place == Place::text_map);
}

Kind kind_of_null(const Shape::Node* place, bool is_any) {
  if (is_map_place(place)) return Kind::map;
  if (place != nullptr && place->place == Place::list) return Kind::list;
  return is_any ? Kind::none : Kind::nil;
}

Kind kind_of(const json::value& source, const Shape::Node* place, bool is_any) {
  switch (source.kind()) {
    case json::kind::null: return kind_of_null(place, is_any);
    case json::kind::bool_: return Kind::truth;
    case json::kind::int64:
    case json::kind::uint64: return Kind::integer;
    case json::kind::double_: return Kind::real;
    case json::kind::string: return place != nullptr && place->place == Place::time ? Kind::time : Kind::text;
    case json::kind::array: return Kind::list;
    case json::kind::object: return is_map_place(place) ? Kind::map : Kind::structure;
  }
  std::unreachable();
}

}  // namespace

Value Value::zero(const Shape::Node& place) {
  static const json::value null;
  static const json::value text = json::string();
  static const json::value number = 0;
  static const json::value truth = false;
  static const json::value time = json::string("0001-01-01T00:00:00Z");
  switch (place.place) {
    case Place::text: return Value(text, &place);
    case Place::number: return Value(number, &place);
    case Place::truth: return Value(truth, &place);
    case Place::time: return Value(time, &place);
    default: return Value(null, &place);
  }
}

Value::Value(const json::value& source, const Shape::Node* place, bool is_any)
    : kind_(kind_of(source, place, is_any)), source_(&source), place_(place) {
  if (const auto* array = source.if_array()) count_ = array->size();
}

std::uint64_t Value::bits() const {
  return source_->is_uint64() ? source_->get_uint64() : static_cast<std::uint64_t>(source_->get_int64());
}

std::size_t Value::size() const {
  if (kind_ == Kind::text || kind_ == Kind::time) return text().size();
  if (kind_ == Kind::list) return count_;
  const auto* object = source_ == nullptr ? nullptr : source_->if_object();
  return object == nullptr ? 0 : object->size();
}

Value Value::element(std::size_t i) const {
  const Shape::Node* below = place_ == nullptr ? nullptr : place_->member("[]");
  return Value(source_->get_array()[from_ + i], below);
}

Value Value::part(std::size_t from, std::size_t to) const {
  Value result = *this;
  result.from_ = from_ + from;
  result.count_ = to - from;
  return result;
}

std::vector<std::string_view> Value::keys() const {
  std::vector<std::string_view> keys;
  const auto* object = source_->if_object();
  if (object == nullptr) return keys;
  keys.reserve(object->size());
  for (const auto& member : *object) keys.emplace_back(member.key());
  if (kind_ == Kind::map) std::ranges::sort(keys);
  return keys;
}

std::optional<Value> Value::member(std::string_view name) const {
  const auto* object = source_->if_object();
  if (kind_ == Kind::map) {
    const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
    if (found == nullptr) return std::nullopt;
    return Value(*found, place_->member("[]"), true);
  }
  const Shape::Node* below = place_ == nullptr ? nullptr : place_->member(name);
  if (below != nullptr && below->place == Place::alias) {
    name = below->target;
    below = place_->member(name);
  }
  const json::value* found = object == nullptr ? nullptr : object->if_contains(name);
  if (below != nullptr && (found == nullptr || found->is_null())) return zero(*below);
  if (found == nullptr) return std::nullopt;
  return Value(*found, below);
}

Value Value::zero_element() const {
  static const json::value empty = json::string();
  if (place_ == nullptr) return Value();
  if (place_->place == Place::text_map) return Value(empty, nullptr);
  const Shape::Node* below = place_->member("[]");
  return below == nullptr ? Value() : zero(*below);
}

bool Value::is_true() const {
  switch (kind_) {
    case Kind::none:
    case Kind::nil: return false;
    case Kind::truth: return truth();
    case Kind::integer: return bits() != 0;
    case Kind::real: return real() != 0;
    case Kind::text:
    case Kind::list:
    case Kind::map: return size() > 0;
    case Kind::structure:
    case Kind::time: return true;
  }
  std::unreachable();
}

std::string Value::type() const {
  switch (kind_) {
    case Kind::none:
    case Kind::nil: return place_ == nullptr || place_->type.empty() ? "<nil>" : "*" + place_->type;
    case Kind::truth: return "bool";
    case Kind::integer: return source_->is_uint64() ? "uint64" : "int";
    case Kind::real: return "float64";
    case Kind::text: return "string";
    case Kind::list: return "[]interface {}";
    case Kind::map: return place_->place == Place::text_map ? "map[string]string" : "map[string]interface {}";
    case Kind::structure: return place_ == nullptr || place_->type.empty() ? "struct" : place_->type;
    case Kind::time: return "time.Time";
  }
  std::unreachable();
}

Result<Value> Memory::keep(json::value value) {
  const std::size_t bytes = value.is_string() ? value.get_string().size()
                            : value.is_array() ? value.get_array().size() * cost_of_value
                                               : 0;
  TRY(use_bytes(bytes + cost_of_value));
  kept_.push_back(std::move(value));
  return Value(kept_.back(), nullptr);
}

Result<void> Memory::use_steps(std::size_t count) {
  steps_ += count;
  if (steps_ > limits_.steps) return fail(ErrorKind::invalid, "the template runs for more than {} steps", limits_.steps);
  return {};
}

Result<void> Memory::use_bytes(std::size_t count) {
  if (count > bytes_left()) {
    bytes_ = limits_.output;
    return fail(ErrorKind::invalid, "the template makes more than {} bytes", limits_.output);
  }
  bytes_ += count;
  return {};
}

}  // namespace skiff::templates
