#pragma once

#include <string>
#include <string_view>

#include <skiff/base/result.hpp>
#include <skiff/spec/container_config.hpp>

/// What -v, --mount and --tmpfs have in common.
namespace skiff::spec {

constexpr std::size_t most_mount_options = 64;

Result<std::string> parse_mount_destination(std::string_view text);
Result<void> check_path_length(std::string_view path, std::string_view what);
/// One more option; a second of the same meaning is an error, since only their order would tell which counts.
Result<void> add_mount_word(MountSpec& mount, std::string_view word);
/// "size", "mode" and so on: the last given counts.
Result<void> add_tmpfs_value(MountSpec& mount, std::string_view name, std::string_view value);
/// "rslave".
bool is_propagation(std::string_view word);

}  // namespace skiff::spec
