#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <skiff/templates/template.hpp>

#include "session.hpp"

/// --format of every command: a template, "table TEMPLATE", or one of the bare words "json" and "table".
namespace skiff::cli {

/// What a table calls a field, where that is not the field's own name in capitals.
struct Heading {
  std::string_view field;
  std::string_view words;
};

/// Rows of one kind, as templates see them. The shape is another's.
struct RowKind {
  const templates::Shape& shape;
  std::span<const Heading> headings = {};
};

class Formatting {
 public:
  /// `name` is the template's in errors: "ps". Outside of actions \t and \n stand for a tab and a newline, and a newline
  /// ends each row; in a table of podman's a blank separates columns, too. Where rows are docker's, the word "json" is
  /// `{{json .}}`. Errors: invalid, as of all of these: is_template_error().
  static Result<Formatting> parse(std::string_view name, std::string_view text, const Personality& personality);

  bool is_json() const { return kind_ == Kind::json; }
  /// "table" alone: the columns that a list has without --format. print() takes it as a template of that word.
  bool is_plain_table() const { return kind_ == Kind::plain_table; }
  /// Whether the template names this field: one that is costly may be left out otherwise.
  bool uses(std::string_view field) const { return template_ && !is_whole_row_ && template_->uses(field); }

  /// Rows through the template, under headings where it begins with "table". The rows before an error are printed, too.
  Result<void> print(Session& session, const RowKind& kind, std::span<const base::json::value> rows, bool has_headings = true) const;
  /// The same for a list whose rows are all that there is of it: for "json" they are the JSON.
  Result<void> print_list(Session& session, const RowKind& kind, const base::json::array& rows, bool has_headings = true) const;

 private:
  enum class Kind { json, plain_table, table, rows };
  Formatting() = default;
  Result<std::string> headings(const RowKind& kind) const;

  Kind kind_ = Kind::rows;
  bool is_ending_rows_ = false;  ///< a newline ends each: the template has none at its end
  bool is_whole_row_ = false;    ///< the word "json", as docker has it
  std::optional<templates::Template> template_;
};

/// Whether an error is a template's own: scripts tell it by its exit code.
bool is_template_error(const Error& error);
/// Whether it was found before anything was put into the template.
bool is_template_syntax_error(const Error& error);

/// What `--format json` prints of a list: one array.
void print_json_list(Session& session, const base::json::array& list, int indent);

/// "CreatedAt" -> "CREATED AT".
std::string heading_of(std::string_view field);
/// Cells, which tabs end, as wide as the widest of their column.
std::string aligned(std::string_view text, const Columns& columns);
/// `\t` and `\n` outside of actions become what they stand for; with `is_table` blanks there become tabs.
std::string unescaped_format(std::string_view text, bool is_table);

}  // namespace skiff::cli
