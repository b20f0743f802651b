#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/json.hpp>
#include <skiff/base/result.hpp>
#include <skiff/templates/shape.hpp>

/// Go's text/template over JSON values: the language of --format, with docker's and podman's own functions.
namespace skiff::templates {

/// No template may use more, whatever it says and whatever data it is given.
struct Limits {
  std::size_t text = 64 * 1024;           ///< bytes of a template
  std::size_t nesting = 200;              ///< parentheses and blocks inside each other
  std::size_t steps = 2'000'000;          ///< parts of a template that one execution runs
  std::size_t output = 32 * 1024 * 1024;  ///< bytes that one execution prints and makes on its way
  std::size_t depth = 1000;               ///< templates, blocks and calls that run inside each other
};

struct ParsedTemplate;

/// A parsed template: parsed once, executed for each row. Errors say where, in Go's words and without an engine's context:
/// `template: ps:1:13: executing "ps" at <.Bogus>: can't evaluate field Bogus in type container`.
class Template {
 public:
  /// `name` is the template's in errors. Errors: invalid.
  static Result<Template> parse(std::string_view name, std::string_view text, const Limits& limits = {});
  ~Template();
  Template(Template&&) noexcept;
  Template& operator=(Template&&) noexcept;

  /// Appends what the template makes of `data`; what came before an error is appended too. Errors: invalid.
  Result<void> execute(const json::value& data, const Shape& shape, std::string& output) const;
  /// The same for a heading: docker's and podman's functions hand their text on unchanged.
  Result<void> execute_heading(const json::value& data, const Shape& shape, std::string& output) const;

  /// Whether the text names this field anywhere (or a whole value, `.`): what is costly to find out need not be otherwise.
  bool uses(std::string_view field) const;
  /// Every name of a field in it, sorted.
  std::vector<std::string> fields() const;

 private:
  explicit Template(std::unique_ptr<const ParsedTemplate> parsed);
  std::unique_ptr<const ParsedTemplate> parsed_;
};

}  // namespace skiff::templates
