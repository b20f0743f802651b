#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/image/store.hpp>

/// The pure part of the store: names.
namespace skiff::image {

/// Full names that a person may mean by `text`, in the order of trying: with a registry it is one, a short name is
/// localhost/… and then docker.io's. Empty if it is no reference.
std::vector<std::string> candidate_names(std::string_view text);

/// Puts an entry into the list: its name leaves any other image, which stays without one if it has no other.
void place_entry(std::vector<Entry>& entries, const Entry& entry);

}  // namespace skiff::image
