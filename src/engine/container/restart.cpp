#include <skiff/engine/container.hpp>

namespace skiff::engine {

std::vector<NamedResult> restart(Context& context, const std::vector<std::string>& names, const StopOptions& options) {
  std::vector<NamedResult> results = stop(context, names, options);
  for (NamedResult& one : results) {
    if (!one.result) continue;
    auto started = start(context, one.name, std::nullopt);
    if (!started) one.result = std::unexpected(std::move(started).error());
    if (!started || started->signal == 0) continue;
    // The rest of the stopped ones is not started any more.
    for (auto* rest = &one; rest != results.data() + results.size(); ++rest)
      if (rest->result) rest->result = fail(ErrorKind::interrupted, "cannot start {}: interrupted", rest->name);
    break;
  }
  return results;
}

}  // namespace skiff::engine
