#include <skiff/engine/container.hpp>

#include <csignal>

#include <skiff/base/text.hpp>

#include "end_containers.hpp"
#include "sweep.hpp"
#include "volume/volume_use.hpp"

namespace skiff::engine {

namespace {

constexpr std::chrono::seconds removal_patience{10};

bool is_gone(const Error& error) { return error.kind() == ErrorKind::not_found; }

std::unexpected<Error> still_running(const std::string& name) {
  return fail(ErrorKind::in_use, "cannot remove {}: it is running; stop it first, or use rm -f", base::escape_control(name, 300));
}

EndRequest end_request(const std::string& name, const state::Container& container, const RemoveOptions& options) {
  EndRequest request{.name = name, .container = &container, .signal = SIGKILL};
  if (options.timeout && *options.timeout != 0) {
    request.signal = spec::stop_signal_of(container.config().value_or(spec::ContainerConfig{}));
    if (*options.timeout > 0) request.timeout = std::chrono::seconds(*options.timeout);
  }
  return request;
}

/// Whether something of it runs or is about to. A state that cannot be read says nothing: then its supervisor's lock does.
Result<bool> is_live(const state::Container& container) {
  const auto state = container.state();
  if (!state && state.error().kind() == ErrorKind::unsupported) return std::unexpected(state.error());
  if (!state) return container.has_supervisor();
  TRY_ASSIGN(const state::Status status, container.status(*state));
  // Facts that vanish while a supervisor removes its own container look like a start under way.
  return state::is_live(status) && container.is_in_place();
}

/// A torn record does not keep a person from removing what it was of; a newer skiff's is left to that one.
Result<void> check_record(const state::Container& container) {
  const auto config = container.config();
  if (config || config.error().kind() == ErrorKind::corrupt || is_gone(config.error())) return {};
  return std::unexpected(config.error());
}

/// One container that does not run (any more).
Result<void> remove_ended(Context& context, const std::string& name, const state::Container& container,
                          const RemoveOptions& options) {
  TRY(check_record(container));
  TRY_ASSIGN(const bool is_free, wait_for_supervisor(container, removal_patience));
  TRY_ASSIGN(auto lock, container.lock(removal_patience));
  TRY_ASSIGN(const bool is_live_now, is_live(container));
  if (is_live_now) return still_running(name);
  if (!is_free) {
    TRY_ASSIGN(const state::ContainerState state, container.state());
    return fail(ErrorKind::timed_out, "cannot remove container {}: its supervisor (process {}) does not finish",
                container.id(), state.run ? state.run->supervisor_pid : 0);
  }
  const auto config = container.config();
  TRY(discard(context, container, std::move(lock)));
  if (config && options.is_removing_volumes) TRY(remove_anonymous_volumes(context, *config));
  return {};
}

Result<void> remove_one(Context& context, const std::string& name, const state::Container& container,
                        const RemoveOptions& options) {
  const auto deadline = std::chrono::steady_clock::now() + removal_patience;
  while (true) {
    TRY_ASSIGN(const bool is_live_now, is_live(container));
    if (is_live_now && !options.is_forced) return still_running(name);
    if (is_live_now) TRY(std::move(end_containers(context, {end_request(name, container, options)}).front()));
    auto removed = remove_ended(context, name, container, options);
    if (removed) return removed;
    // Another command, or its own supervisor for --rm, was faster: what was asked is so.
    if (is_gone(removed.error()) && !container.is_in_place()) return {};
    // Its start was under way: now it can be ended. Not without a limit, if it is started over and over.
    const bool was_started = removed.error().kind() == ErrorKind::in_use;
    if (!options.is_forced || !was_started || std::chrono::steady_clock::now() >= deadline) return removed;
  }
}

}  // namespace

std::vector<NamedResult> remove(Context& context, const std::vector<std::string>& names, const RemoveOptions& options) {
  sweep(context);
  std::vector<Result<state::Container>> found;
  found.reserve(names.size());
  for (const std::string& name : names) {
    found.push_back(context.containers().find(name));
  }

  // What runs is ended first, all together.
  std::vector<EndRequest> requests;
  std::vector<std::size_t> ended_names;
  for (std::size_t i = 0; options.is_forced && i < names.size(); ++i) {
    if (!found[i] || !is_live(*found[i]).value_or(false)) continue;
    requests.push_back(end_request(names[i], *found[i], options));
    ended_names.push_back(i);
  }
  std::vector<Result<void>> ended = end_containers(context, requests);

  std::vector<NamedResult> results;
  for (const std::string& name : names) results.push_back({name, {}});
  for (std::size_t i = 0; i < ended_names.size(); ++i) results[ended_names[i]].result = std::move(ended[i]);
  for (std::size_t i = 0; i < names.size(); ++i) {
    Result<void>& result = results[i].result;
    if (!found[i]) {
      result = std::unexpected(found[i].error());
    } else if (result) {
      result = remove_one(context, names[i], *found[i], options);
    }
  }
  return results;
}

}  // namespace skiff::engine
