#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>

/// What JSON does not say about a document, and a template must know.
namespace skiff::templates {

namespace json = base::json;

/// A member that is called and not stored: `.Label "k"`. Errors become the template's.
using Method = Result<json::value> (*)(const json::value& self, std::span<const json::value* const> arguments);

enum class Place : std::uint8_t {
  structure,  ///< an object with fixed members (the default): another member's name is an error
  map,        ///< an object with any keys: one that is missing prints <no value>
  text_map,   ///< a map of texts, such as labels: `index` gives "" for a key that is missing
  list,       ///< an array
  time,       ///< RFC 3339 text that prints as Go's time.Time does ("2022-11-30 23:41:02 +0000 UTC")
  text,
  number,
  truth,
  alias,      ///< no member: another name of the member `target` beside it
  method,     ///< no member: a function of the object
  hidden,     ///< a member for the methods beside it: `json` leaves it out
};

/// One row of a description. `path` leads from the root: "Config.Labels"; "[]" is each element of an array or map:
/// "Mounts[].Options". A member that has a row is there also where the JSON leaves it out or has null: empty, 0 or false, and
/// of a structure a nil pointer.
struct Row {
  std::string_view path;
  Place place = Place::structure;
  std::string_view target = {};
  Method method = nullptr;
};

constexpr Row map_at(std::string_view path) { return {path, Place::map}; }
constexpr Row text_map_at(std::string_view path) { return {path, Place::text_map}; }
constexpr Row structure_at(std::string_view path) { return {path, Place::structure}; }
constexpr Row text_at(std::string_view path) { return {path, Place::text}; }
constexpr Row number_at(std::string_view path) { return {path, Place::number}; }
constexpr Row truth_at(std::string_view path) { return {path, Place::truth}; }
constexpr Row list_at(std::string_view path) { return {path, Place::list}; }
constexpr Row time_at(std::string_view path) { return {path, Place::time}; }
constexpr Row hidden_at(std::string_view path) { return {path, Place::hidden}; }
constexpr Row alias_at(std::string_view path, std::string_view target) { return {path, Place::alias, target}; }
constexpr Row method_at(std::string_view path, Method method) { return {path, Place::method, {}, method}; }

/// What Place::time means in a description.
enum class Times : std::uint8_t {
  as_go,    ///< as Go's time.Time: it prints so, and has its methods
  as_text,  ///< RFC 3339 text as it is
};

/// A description, looked up while a template runs. Places that no row names are what their JSON is, objects are structures.
class Shape {
 public:
  /// `type` is the root's name in errors: "container". A row of `Rows` (a constexpr array) with the path "" says what the root is.
  /// The rows are code here, one call each: as a table of pointers they would be relocated at every start of the program.
  template <const auto& Rows>
  static Shape of(std::string_view type, Times times = Times::as_go) {
    Shape shape(type, times);
    shape.add_all<Rows>(std::make_index_sequence<std::size(Rows)>());
    return shape;
  }
  ~Shape();
  Shape(Shape&&) noexcept;
  Shape& operator=(Shape&&) noexcept;

  struct Node;
  const Node& root() const { return *root_; }

 private:
  Shape(std::string_view type, Times times);
  void add(std::string_view path, Place place, std::string_view target, Method method);

  template <const auto& Rows, std::size_t Index>
  void add_one() {
    constexpr Row row = Rows[Index];
    add(row.path, row.place, row.target, row.method);
  }
  template <const auto& Rows, std::size_t... Index>
  void add_all(std::index_sequence<Index...>) {
    (add_one<Rows, Index>(), ...);
  }

  std::unique_ptr<Node> root_;
  Times times_ = Times::as_go;
};

}  // namespace skiff::templates
