#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "context.hpp"

namespace skiff::engine {

/// What containers hold: the images they were made of, by id, and their layers.
struct ContainerUse {
  std::map<std::string, std::vector<std::string>> containers;  ///< image id -> container ids
  std::set<std::string> diff_ids;
  bool is_complete = true;  ///< false: a record cannot be read, and with it what it holds
};

Result<ContainerUse> container_use(const Context& context);

}  // namespace skiff::engine
