#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <set>

#include <skiff/base/text.hpp>
#include <skiff/engine/container_list.hpp>

#include "context.hpp"

/// Which containers a command acts on, the same for all of them.
namespace skiff::engine {

namespace {

Result<void> check(const ContainerSelection& selection) {
  const bool has_names = !selection.names.empty() || !selection.id_files.empty();
  const int ways = static_cast<int>(selection.is_all) + static_cast<int>(selection.is_latest) +
                   static_cast<int>(!selection.id_files.empty());
  if (ways > 1) return fail(ErrorKind::usage, "--all, --latest and --cidfile cannot be used together");
  if (selection.is_all && has_names) return fail(ErrorKind::usage, "no arguments are needed with --all");
  if (selection.is_latest && has_names) return fail(ErrorKind::usage, "no arguments are needed with --latest");
  if (selection.is_latest && !selection.filters.empty())
    return fail(ErrorKind::usage, "--latest and --filter cannot be used together");
  if (ways == 0 && !has_names && selection.filters.empty())
    return fail(ErrorKind::usage, "you must provide at least one name or id");
  return {};
}

/// The id in a file that `run --cidfile` wrote: its first line.
Result<std::string> id_in(const std::string& path) {
  constexpr std::size_t longest = 1024;
  const sys::Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) return fail_errno(errno, "cannot read container id file {}", base::escape_control(path));
  char buffer[longest];
  const auto count = sys::read_some(file, buffer);
  if (!count) return fail_with(count.error(), "cannot read container id file {}", base::escape_control(path));
  const std::string_view text(buffer, *count);
  const std::string id(base::cut(text, '\n').before);
  if (id.empty()) return fail(ErrorKind::invalid, "container id file {} is empty", base::escape_control(path));
  return id;
}

bool is_wanted(const ContainerFacts& facts, Among among) {
  switch (among) {
    case Among::all: return true;
    case Among::running: return is_running(facts);
    case Among::not_running: return facts.state == "created" || facts.state == "exited";
  }
  return false;
}

/// Ids of those that pass the filters: of `named` alone if there were names, also if none of them is left.
Result<std::vector<std::string>> filtered(Context& context, const ContainerSelection& selection, Among among,
                                          const std::vector<std::string>& named) {
  const bool has_names = !selection.names.empty() || !selection.id_files.empty();
  std::vector<std::string> wanted;
  for (const std::string& name : named) {
    TRY_ASSIGN(const state::Container container, context.containers().find(name));
    wanted.push_back(container.id());
  }
  TRY_ASSIGN(const auto rows, list_containers(context, {.is_all = among != Among::running, .filters = selection.filters}));
  std::vector<std::string> ids;
  for (const ContainerFacts& facts : rows) {
    if (!is_wanted(facts, among)) continue;
    if (!has_names || std::ranges::find(wanted, facts.id) != wanted.end()) ids.push_back(facts.id);
  }
  return ids;
}

/// Before each name those that depend on it, and on these, each once.
Result<std::vector<std::string>> with_dependents(Context& context, const std::vector<std::string>& named) {
  TRY_ASSIGN(const auto rows, list_containers(context, {.is_all = true}));
  std::vector<std::string> result;
  std::set<std::string> seen;
  const auto add = [&](const auto& self, const std::string& id, const std::string& shown) -> void {
    if (!seen.insert(id).second) return;
    for (const ContainerFacts& facts : rows)
      if (std::ranges::find(facts.dependencies, id) != facts.dependencies.end()) self(self, facts.id, facts.id);
    result.push_back(shown);
  };
  for (const std::string& name : named) {
    const auto container = context.containers().find(name);
    // One that is not there is the command's own error.
    if (container)
      add(add, container->id(), name);
    else
      result.push_back(name);
  }
  return result;
}

Result<std::vector<std::string>> selected_names(Context& context, const ContainerSelection& selection, Among among) {
  if (selection.is_latest) {
    TRY_ASSIGN(const auto rows, list_containers(context, {.last = 1}));
    if (rows.empty()) return fail(ErrorKind::not_found, "there is no container: --latest finds none");
    return std::vector{rows[0].id};
  }
  std::vector<std::string> named = selection.names;
  for (const std::string& path : selection.id_files) {
    auto id = id_in(path);
    if (!id && selection.is_ignoring && id.error().errno_value() == ENOENT) continue;
    if (!id) return std::unexpected(std::move(id).error());
    named.push_back(*std::move(id));
  }
  if (selection.is_all || !selection.filters.empty()) return filtered(context, selection, among, named);
  return named;
}

}  // namespace

Result<std::vector<std::string>> select_containers(Context& context, const ContainerSelection& selection, Among among) {
  TRY(check(selection));
  TRY_ASSIGN(auto names, selected_names(context, selection, among));
  if (selection.has_dependents) return with_dependents(context, names);
  return names;
}

}  // namespace skiff::engine
