#include "context.hpp"

#include <skiff/engine/system.hpp>

namespace skiff::engine {

Result<std::shared_ptr<Context>> open_context(const ContextOptions& options) {
  TRY_ASSIGN(state::Roots roots, state::open_roots({.root = options.root, .runroot = options.runroot}));
  auto context = std::make_shared<Context>(std::move(roots), options);
  context->idle_supervisor = options.supervisor;
  context->debug("skiff {}: images, containers and volumes are in {}, what ends with a boot in {}", version(),
                 context->roots.root_path, context->roots.runroot_path);
  return context;
}

void Context::log(base::LogLevel level, fmt::string_view format, fmt::format_args args) const {
  if (log_ && level >= log_level_) log_(level, fmt::vformat(format, args));
}

}  // namespace skiff::engine
