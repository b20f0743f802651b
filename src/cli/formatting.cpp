#include "formatting.hpp"

#include <algorithm>
#include <array>

#include <skiff/base/text.hpp>

#include "format.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

/// The heading of `.Label "com.example.x-y"` is "x y": as docker has it.
Result<base::json::value> label_heading(const base::json::value&, std::span<const base::json::value* const> arguments) {
  if (arguments.empty() || !arguments[0]->is_string()) return base::json::value("");
  std::string name(arguments[0]->get_string());
  name.erase(0, name.rfind('.') + 1);
  std::ranges::replace_if(name, [](char c) { return c == '-' || c == '_'; }, ' ');
  return base::json::value(base::json::string(name));
}

const templates::Shape& heading_shape() {
  static constexpr std::array rows = {templates::map_at(""), templates::method_at("Label", label_heading)};
  static const auto shape = templates::Shape::of<rows>("headings");
  return shape;
}

/// What a terminal may be shown of a text from outside: newlines and tabs stay.
std::string shown_in_terminal(std::string_view text) {
  std::string out;
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.data() != text.data()) out += '\n';
    for (const std::string_view cell : base::split(line, '\t')) {
      if (cell.data() != line.data()) out += '\t';
      out += base::escape_control(cell, cell.size());
    }
  }
  return out;
}

void print_text(Session& session, std::string_view text) {
  session.print(is_terminal(standard_output) ? shown_in_terminal(text) : std::string(text));
}

}  // namespace

std::string unescaped_format(std::string_view text, bool is_table) {
  std::string out;
  bool is_action = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("{{")) is_action = true;
    if (rest.starts_with("}}")) is_action = false;
    const bool is_escape = !is_action && (rest.starts_with("\\t") || rest.starts_with("\\n"));
    if (is_escape) {
      out += rest[1] == 't' ? '\t' : '\n';
      ++i;
    } else if (is_table && !is_action && rest[0] == ' ') {
      if (!out.ends_with('\t')) out += '\t';
    } else {
      out += rest[0];
    }
  }
  return out;
}

std::string heading_of(std::string_view field) {
  std::string words;
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    if (i > 0 && is_lower(field[i - 1]) && !is_lower(c)) words += ' ';
    words += is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return words;
}

std::string aligned(std::string_view text, const Columns& columns) {
  std::vector<std::size_t> widths;
  const auto lines = base::split(text, '\n');
  for (const std::string_view line : lines) {
    const auto cells = base::split(line, '\t');
    widths.resize(std::max(widths.size(), cells.size()), columns.least);
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) widths[i] = std::max(widths[i], columns_of(cells[i]) + columns.gap);
  }
  std::string out;
  for (std::size_t number = 0; number < lines.size(); ++number) {
    if (number > 0) out += '\n';
    const auto cells = base::split(lines[number], '\t');
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out += cells[i];
      if (i + 1 < cells.size()) out.append(widths[i] - columns_of(cells[i]), ' ');
    }
  }
  return out;
}

Result<Formatting> Formatting::parse(std::string_view name, std::string_view text, const Personality& personality) {
  Formatting formatting;
  const std::string_view word = base::trim(text);
  if (word == "table" || (word == "json" && !personality.has_docker_rows)) {
    formatting.kind_ = word == "json" ? Kind::json : Kind::plain_table;
    // What is no list has no table: there it is a text like any other.
    if (word == "table") {
      TRY_ASSIGN(formatting.template_, templates::Template::parse(name, word));
    }
    formatting.is_ending_rows_ = true;
    return formatting;
  }
  if (word == "json") {
    formatting.is_whole_row_ = true;
    text = "{{json .}}";
  }
  constexpr std::string_view table = "table";
  const std::string_view behind = text.substr(std::min(table.size(), text.size()));
  const bool is_set_off = behind.starts_with(' ') || behind.starts_with('\t') || behind.starts_with("\\t");
  // docker looks at the word alone, and a blank stays one; podman needs it set off, and a blank begins a column.
  const bool is_table = text.starts_with(table) && (is_set_off || personality.has_docker_rows);
  formatting.kind_ = is_table ? Kind::table : Kind::rows;
  if (is_table) text = behind.substr(is_set_off ? (behind[0] == '\\' ? 2 : 1) : 0);
  const std::string wanted = unescaped_format(text, is_table && !personality.has_docker_rows);
  // Added to what is printed and not to the text, whose end an error may be about.
  formatting.is_ending_rows_ = personality.has_docker_rows || !wanted.ends_with('\n');
  TRY_ASSIGN(formatting.template_, templates::Template::parse(name, wanted));
  return formatting;
}

Result<std::string> Formatting::headings(const RowKind& kind) const {
  base::json::object words;
  for (const std::string& field : template_->fields()) words[field] = heading_of(field);
  for (const Heading& heading : kind.headings)
    if (words.contains(heading.field)) words[heading.field] = heading.words;
  std::string text;
  TRY(template_->execute_heading(words, heading_shape(), text));
  if (is_ending_rows_) text += '\n';
  return text;
}

Result<void> Formatting::print(Session& session, const RowKind& kind, std::span<const base::json::value> rows,
                               bool has_headings) const {
  std::string text;
  if (kind_ == Kind::table && has_headings) {
    TRY_ASSIGN(text, headings(kind));
  }
  Result<void> outcome;
  std::size_t whole = 0;
  for (const base::json::value& row : rows) {
    outcome = template_->execute(row, kind.shape, text);
    if (!outcome) break;
    if (is_ending_rows_) text += '\n';
    whole = text.size();
  }
  if (!outcome) text.resize(whole);
  print_text(session, kind_ == Kind::table ? aligned(text, session.personality.format_columns) : text);
  return outcome;
}

Result<void> Formatting::print_list(Session& session, const RowKind& kind, const base::json::array& rows, bool has_headings) const {
  if (!is_json()) return print(session, kind, {rows.data(), rows.size()}, has_headings);
  constexpr int list_indent = 2;
  print_json_list(session, rows, list_indent);
  return {};
}

bool is_template_error(const Error& error) { return error.message().starts_with("template: "); }

bool is_template_syntax_error(const Error& error) {
  return is_template_error(error) && error.message().find(": executing \"") == std::string::npos;
}

void print_json_list(Session& session, const base::json::array& list, int indent) {
  session.print_line(base::json_text(list, indent));
}

}  // namespace skiff::cli
