#include "storage.hpp"

#include "input_file.hpp"

namespace skiff::cli {

Result<spec::MountSpec> parse_volume_here(std::string_view text) {
  TRY_ASSIGN(const std::string directory, current_directory());
  return spec::parse_volume(text, directory);
}

}  // namespace skiff::cli
