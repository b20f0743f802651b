#include "storage.hpp"

#include <skiff/base/text.hpp>

#include "input_file.hpp"

namespace skiff::cli {

Result<spec::MountSpec> parse_volume_here(std::string_view text) {
  // Asked only where it counts: the caller's directory may have been removed.
  std::string directory;
  if (text.starts_with('.')) {
    TRY_ASSIGN(directory, current_directory());
  }
  return spec::parse_volume(text, directory);
}

Result<spec::MountSpec> parse_mount_here(std::string_view text) {
  TRY_ASSIGN(spec::MountSpec mount, spec::parse_mount(text));
  if (mount.kind != spec::MountKind::bind || mount.source.starts_with('/')) return mount;
  TRY_ASSIGN(const std::string directory, current_directory());
  mount.source = spec::clean_path(fmt::format("{}/{}", directory, mount.source));
  return mount;
}

Result<std::string> parse_volumes_from(std::string_view text) {
  const auto [name, word] = base::cut(text, ':');
  if (name.empty()) return fail(ErrorKind::invalid, "there is no container's name");
  if (word && *word != "ro" && *word != "rw" && *word != "z")
    return fail(ErrorKind::invalid, "unknown option \"{}\"", base::escape_control(*word, 64));
  return std::string(text);
}

}  // namespace skiff::cli
