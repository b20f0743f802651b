#pragma once

#include <string>

#include <skiff/base/result.hpp>
#include <skiff/sys/fd.hpp>

/// Things being made or deleted out of sight, in a directory ".aside" beside their final place. Their name says which
/// process works on them, so that any later command can delete what a dead one left.
namespace skiff::storage {

/// Opens (makes) ".aside" in a store's directory.
Result<sys::Fd> open_aside(const sys::Fd& store);
/// A name in it that no other process takes: "PID-STARTTIME-RANDOM".
Result<std::string> aside_name();
/// A name in it for what anybody may delete.
std::string trash_name();
/// Deletes trash, and what belongs to processes that have ended. What cannot be deleted now is left for the next time.
Result<void> sweep_aside(const sys::Fd& store, const sys::Fd& user_namespace);

}  // namespace skiff::storage
