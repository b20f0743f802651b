#include <skiff/engine/system.hpp>

namespace skiff::engine {

std::string_view version() { return SKIFF_VERSION; }

}  // namespace skiff::engine
