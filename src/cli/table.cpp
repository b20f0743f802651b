#include "table.hpp"

#include <algorithm>
#include <span>

#include <skiff/base/text.hpp>

namespace skiff::cli {

namespace {

/// Columns of valid UTF-8 on a terminal, as far as one letter is one column.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

Table::Table(std::vector<std::string> headings) { rows_.push_back(std::move(headings)); }

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = base::escape_control(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(bool has_headings) const {
  std::vector<std::size_t> widths(rows_[0].size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  std::string result;
  for (const auto& row : std::span(rows_).subspan(has_headings ? 0 : 1)) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      result += row[i];
      if (i + 1 < row.size()) result.append(widths[i] - width_of(row[i]) + 2, ' ');
    }
    result.erase(result.find_last_not_of(' ') + 1);
    result += '\n';
  }
  return result;
}

}  // namespace skiff::cli
