#include "context.hpp"

namespace skiff::engine {

Result<std::shared_ptr<Context>> open_context(const ContextOptions& options) {
  TRY_ASSIGN(state::Roots roots, state::open_roots({.root = options.root, .runroot = options.runroot}));
  return std::make_shared<Context>(std::move(roots), options.warn);
}

}  // namespace skiff::engine
