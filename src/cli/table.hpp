#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "personality.hpp"

namespace skiff::cli {

/// Rows under headings, in columns as wide as their widest cell. Cells are escaped: they may hold text from outside.
class Table {
 public:
  explicit Table(std::vector<std::string> headings);

  void add(std::vector<std::string> cells);
  std::string text(const Columns& columns, bool has_headings = true) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace skiff::cli
