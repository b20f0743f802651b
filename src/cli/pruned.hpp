#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <skiff/engine/image.hpp>

#include "session.hpp"

/// What a prune says of what it removed.
namespace skiff::cli {

struct Pruned {
  std::string_view kind;  ///< "Containers"
  std::vector<std::string> removed = {};
  std::uint64_t freed = 0;  ///< bytes
};

/// Of one kind: names or ids alone, or where the personality has a summary with docker's headings and how much that freed.
void print_pruned(Session& session, const Pruned& pruned);
/// Of several kinds: always with headings and how much that freed.
void print_all_pruned(Session& session, std::span<const Pruned> kinds);

/// One line an image: its id, or docker's "untagged: NAME" and "deleted: sha256:ID".
Pruned pruned_images(const engine::PrunedImages& pruned, const Personality& personality);

}  // namespace skiff::cli
