#include "table.hpp"

#include <algorithm>
#include <span>

#include <skiff/base/text.hpp>

#include "format.hpp"

namespace skiff::cli {

Table::Table(std::vector<std::string> headings) { rows_.push_back(std::move(headings)); }

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = base::escape_control(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(const Columns& columns, bool has_headings) const {
  std::vector<std::size_t> widths(rows_[0].size(), columns.least);
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns_of(row[i]) + columns.gap);
  std::string result;
  for (const auto& row : std::span(rows_).subspan(has_headings ? 0 : 1)) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      result += row[i];
      if (i + 1 < row.size()) result.append(widths[i] - columns_of(row[i]), ' ');
    }
    result.erase(result.find_last_not_of(' ') + 1);
    result += '\n';
  }
  return result;
}

}  // namespace skiff::cli
