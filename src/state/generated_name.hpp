#pragma once

#include <string>

namespace skiff::state {

/// A random "adjective_noun"; from the `attempt` 8 on with a number behind, so that a full list of names ends no search.
std::string generated_name(int attempt);

}  // namespace skiff::state
