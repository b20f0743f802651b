#include "pruned.hpp"

#include <skiff/base/text.hpp>
#include <skiff/spec/byte_size.hpp>

#include "container_row.hpp"

namespace skiff::cli {

namespace {

/// podman's "Deleted Volumes", or docker's "Deleted Volumes:" and an empty line behind them.
void print_kind(Session& session, const Pruned& pruned) {
  if (pruned.removed.empty()) return;
  const bool is_docker = session.personality.has_prune_summary;
  session.print_line(fmt::format("Deleted {}{}", pruned.kind, is_docker ? ":" : ""));
  for (const std::string& one : pruned.removed) session.print_line(one);
  if (is_docker) session.print_line("");
}

}  // namespace

void print_pruned(Session& session, const Pruned& pruned) {
  if (session.personality.has_prune_summary) return print_all_pruned(session, std::span(&pruned, 1));
  for (const std::string& one : pruned.removed) session.print_line(one);
}

void print_all_pruned(Session& session, std::span<const Pruned> kinds) {
  constexpr int digits = 4;
  std::uint64_t freed = 0;
  for (const Pruned& pruned : kinds) {
    print_kind(session, pruned);
    freed += pruned.freed;
  }
  session.print_line("Total reclaimed space: " + spec::format_byte_size(freed, digits));
}

Pruned pruned_images(const engine::PrunedImages& pruned, const Personality& personality) {
  Pruned result{.kind = "Images", .freed = pruned.reclaimed};
  if (!personality.has_prune_summary) {
    result.removed = pruned.removed.deleted;
    return result;
  }
  for (const std::string& name : pruned.removed.untagged)
    result.removed.push_back("untagged: " + base::escape_control(shown_image_name(personality, name)));
  for (const std::string& id : pruned.removed.deleted) result.removed.push_back("deleted: sha256:" + id);
  return result;
}

}  // namespace skiff::cli
