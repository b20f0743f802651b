#include "launch_context.hpp"

#include <sched.h>

#include <skiff/sys/namespace.hpp>

namespace skiff::engine {

Result<void> join_user_namespace(const LaunchContext& launch) {
  if (!launch.user_namespace.is_open()) return {};
  return sys::join_namespaces(launch.user_namespace, CLONE_NEWUSER);
}

}  // namespace skiff::engine
