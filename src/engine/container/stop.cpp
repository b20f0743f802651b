#include <skiff/engine/container.hpp>

#include <csignal>

#include "end_containers.hpp"
#include "sweep.hpp"

namespace skiff::engine {

std::vector<NamedResult> stop(Context& context, const std::vector<std::string>& names, const StopOptions& options) {
  sweep(context);
  std::vector<Result<state::Container>> found;
  found.reserve(names.size());
  std::vector<EndRequest> requests;
  std::vector<std::size_t> asked;  // which name each request is of
  for (std::size_t i = 0; i < names.size(); ++i) {
    found.push_back(context.containers().find(names[i]));
    if (!found[i]) continue;
    // A record that cannot be read does not keep anybody from stopping what runs.
    const spec::ContainerConfig config = found[i]->config().value_or(spec::ContainerConfig{});
    const std::int64_t seconds = options.timeout.value_or(config.stop_timeout);
    requests.push_back({.name = names[i],
                        .container = &*found[i],
                        .signal = seconds == 0 ? SIGKILL : options.signal.value_or(spec::stop_signal_of(config)),
                        .timeout = seconds < 0 ? std::nullopt : std::optional(std::chrono::seconds(seconds)),
                        .is_stop_asked = true});
    asked.push_back(i);
  }
  std::vector<Result<void>> ended = end_containers(context, requests);
  std::vector<NamedResult> results;
  for (std::size_t i = 0; i < names.size(); ++i) {
    results.push_back({names[i], {}});
    if (!found[i]) results[i].result = std::unexpected(found[i].error());
  }
  for (std::size_t i = 0; i < asked.size(); ++i) results[asked[i]].result = std::move(ended[i]);
  return results;
}

}  // namespace skiff::engine
