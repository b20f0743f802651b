#include "process_tree.hpp"

#include <csignal>
#include <map>
#include <sys/stat.h>
#include <unistd.h>


namespace skiff::engine {

namespace {

/// 0 where it cannot be read: ended, or not ours to look into.
std::uint64_t mount_namespace_of(pid_t pid) {
  struct stat status {};
  return stat(fmt::format("/proc/{}/ns/mnt", pid).c_str(), &status) == 0 ? status.st_ino : 0;
}

/// Opened so that no pid can be reused between looking and killing.
std::vector<sys::Fd> open_rest(const ProcessTree& tree, std::vector<pid_t>& pids) {
  std::vector<sys::Fd> opened;
  const auto take = [&](const sys::ProcessFacts& facts) {
    if (facts.pid == getpid() || std::ranges::find(pids, facts.pid) != pids.end()) return;
    auto fd = sys::open_process(facts);
    if (!fd || !*fd) return;
    opened.push_back(*std::move(*fd));
    pids.push_back(facts.pid);
  };
  for (const sys::ProcessFacts& facts : tree.descendants) take(facts);
  if (tree.mount_namespace == 0 || tree.mount_namespace == mount_namespace_of(getpid())) return opened;
  for (const pid_t pid : sys::all_processes().value_or(std::vector<pid_t>())) {
    const auto facts = sys::facts_of(pid);
    if (facts && mount_namespace_of(pid) == tree.mount_namespace) take(*facts);
  }
  return opened;
}

}  // namespace

Result<ProcessTree> look_at_tree(pid_t first) {
  ProcessTree tree;
  tree.mount_namespace = mount_namespace_of(first);
  std::multimap<pid_t, pid_t> children;
  TRY_ASSIGN(const auto pids, sys::all_processes());
  for (const pid_t pid : pids) children.emplace(sys::parent_of(pid).value_or(0), pid);
  std::vector<pid_t> pending{first};
  while (!pending.empty()) {
    const auto [begin, end] = children.equal_range(pending.back());
    pending.pop_back();
    for (auto child = begin; child != end; ++child) {
      pending.push_back(child->second);
      if (const auto facts = sys::facts_of(child->second)) tree.descendants.push_back(*facts);
    }
  }
  return tree;
}

Result<std::vector<pid_t>> kill_rest_of_tree(const ProcessTree& tree) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  while (true) {
    std::vector<pid_t> pids;
    const std::vector<sys::Fd> opened = open_rest(tree, pids);
    if (opened.empty()) return std::vector<pid_t>();
    for (const sys::Fd& fd : opened) (void)sys::signal_process(fd, SIGKILL);
    for (const sys::Fd& fd : opened) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      (void)sys::wait_for_end(fd, std::max(left, std::chrono::milliseconds(0)));
    }
    if (std::chrono::steady_clock::now() >= deadline) return pids;
  }
}

}  // namespace skiff::engine
