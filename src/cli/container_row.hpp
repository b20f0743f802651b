#pragma once

#include <array>
#include <string>

#include <skiff/base/json.hpp>
#include <skiff/base/time.hpp>
#include <skiff/engine/container_list.hpp>
#include <skiff/templates/shape.hpp>

#include "formatting.hpp"
#include "personality.hpp"

/// A container as a list shows it: facts of the engine in words for people.
namespace skiff::cli {

/// "Up 3 seconds", "Exited (0) 2 minutes ago", "Created".
std::string status_text(const engine::ContainerFacts& facts, base::Time now);

/// "12B (virtual 1.98MB)"; "" where it was not counted.
std::string size_text(const engine::ContainerFacts& facts);

/// An image's name, as long as the personality has it, without the tag "latest".
std::string shown_image(std::string_view name, const Personality& personality);

/// One of the orders of --sort.
struct ContainerOrder {
  std::string_view name;
  bool (*less)(const engine::ContainerFacts&, const engine::ContainerFacts&);
};
Result<const ContainerOrder*> parse_container_order(std::string_view text);

struct RowStyle {
  bool is_whole = false;  ///< --no-trunc
  base::Time now = base::no_time;
  const Personality& personality;
};
/// Entrypoint and command in one, cut to 20 characters or whole.
std::string command_text(const engine::ContainerFacts& facts, const RowStyle& style);
/// The fields of `ps --format`, podman's with docker's or docker's alone.
base::json::object container_row(const engine::ContainerFacts& facts, const RowStyle& style);
/// Headings of the fields that have others than their own names.
inline constexpr std::array container_headings = {
    Heading{"ID", "CONTAINER ID"}, Heading{"Id", "CONTAINER ID"}, Heading{"Name", "NAMES"},
    Heading{"CreatedHuman", "CREATED"}, Heading{"RunningFor", "CREATED"}, Heading{"Pod", "POD ID"},
};
/// A field of `ps --format` that is a namespace, and its name among the facts.
struct NamespaceField {
  std::string_view field;
  const char* name;
};
/// In the order of `ps --ns`.
inline constexpr std::array namespace_fields = {
    NamespaceField{"CGROUPNS", "cgroup"}, NamespaceField{"IPC", "ipc"},     NamespaceField{"MNT", "mnt"}, NamespaceField{"NET", "net"},
    NamespaceField{"PIDNS", "pid"},       NamespaceField{"USERNS", "user"}, NamespaceField{"UTS", "uts"},
};
/// The inode number of one; "" where it is not known.
std::string namespace_text(const engine::ContainerFacts& facts, const NamespaceField& field);
/// What these fields are, beyond their JSON.
const templates::Shape& container_row_shape(const Personality& personality);

/// One element of `ps --format json`, in podman's member names.
base::json::object container_json(const engine::ContainerFacts& facts, base::Time now);

}  // namespace skiff::cli
