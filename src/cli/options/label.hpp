#pragma once

#include <map>
#include <string>

#include <skiff/spec/label.hpp>

#include "option.hpp"

namespace skiff::cli {

/// One more --label; the last of a key counts. Errors: invalid.
inline Result<void> add_label(std::map<std::string, std::string>& labels, std::string_view text) {
  TRY_ASSIGN(auto label, spec::parse_label(text));
  labels.insert_or_assign(std::move(label.first), std::move(label.second));
  return {};
}

}  // namespace skiff::cli
