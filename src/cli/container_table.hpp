#pragma once

#include <vector>

#include <skiff/engine/container_list.hpp>

#include "personality.hpp"
#include "table.hpp"

/// The tables of `ps`.
namespace skiff::cli {

struct ColumnChoice {
  bool is_whole = false;  ///< --no-trunc
  bool has_pods = false;
  bool has_sizes = false;
};
Table container_table(const std::vector<engine::ContainerFacts>& containers, const ColumnChoice& columns, const Personality& personality);

/// Of `ps --ns`: pids and namespaces.
Table namespace_table(const std::vector<engine::ContainerFacts>& containers, bool is_whole);

}  // namespace skiff::cli
