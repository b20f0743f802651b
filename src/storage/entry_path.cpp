#include <skiff/base/text.hpp>

#include "tree_writer.hpp"

/// The pure part of unpacking: what the names of an archive may be.
namespace skiff::storage {

namespace {

constexpr std::string_view whiteout_prefix = ".wh.";

}  // namespace

Result<EntryPath> parse_entry_path(std::string_view name) {
  EntryPath path;
  for (const std::string_view part : base::split(name, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      // Above the root is the root, as for a process that has it as its own.
      if (!path.parts.empty()) path.parts.pop_back();
      continue;
    }
    if (part.find('\0') != std::string_view::npos) return fail(ErrorKind::corrupt, "the name has a zero byte");
    path.parts.push_back(part);
  }
  return path;
}

Result<WhiteoutName> parse_whiteout(std::string_view name) {
  if (!name.starts_with(whiteout_prefix)) return WhiteoutName{};
  const std::string_view target = name.substr(whiteout_prefix.size());
  if (target == ".wh..opq") return WhiteoutName{Whiteout::opaque, {}};
  // Leftovers of aufs (".wh..wh.aufs", ".wh..wh.plnk"), which archives of old docker versions hold.
  if (target.starts_with(whiteout_prefix)) return WhiteoutName{Whiteout::ignored, {}};
  if (target.empty() || target == "." || target == "..")
    return fail(ErrorKind::corrupt, "the whiteout names nothing that could be removed");
  return WhiteoutName{Whiteout::removed, target};
}

}  // namespace skiff::storage
