#pragma once

#include <string>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>
#include <skiff/sys/idmap.hpp>

namespace skiff::engine {

/// What the layers and containers of a rootless user's id map are filed under. "single" is a map of one id; "full" the map
/// that the store was first used with, and a wider one that leaves its ids where they were (ROOT/id-map.json has it); any
/// other has a hash for a name: its files would have no owner in the other's user namespace.
/// Errors: corrupt, unsupported (the record), io.
Result<std::string> name_of_id_map(const sys::Fd& root, const sys::IdMaps& maps);

}  // namespace skiff::engine
