#pragma once

#include <deque>
#include <string>
#include <vector>

#include <skiff/base/result.hpp>
#include <skiff/runtime/launch.hpp>
#include <skiff/spec/oci_runtime.hpp>

#include "child/plan.hpp"

namespace skiff::runtime {

/// Owns what a child's plan points to. Not copied or moved once built: the plan holds addresses into it.
class PlanBuilder {
 public:
  PlanBuilder() = default;
  PlanBuilder(const PlanBuilder&) = delete;
  PlanBuilder& operator=(const PlanBuilder&) = delete;

  /// The steps of a new container, in the order of execution.
  Result<void> add_container(const spec::OciRuntimeConfig& config, const Descriptors& descriptors);
  /// The one step of a process that joins.
  void add_joined();
  Result<void> add_process(const spec::OciRuntimeProcess& process, const Descriptors& descriptors);

  /// The finished plan; points into this object.
  child::Plan finish(const Descriptors& descriptors, int result);

  /// What a report of the child means, for people.
  Error describe(const child::Report& report) const;

 private:
  const char* keep(std::string text);
  child::Step& add(child::StepKind kind);
  Result<void> add_mount(const spec::OciMount& mount, const sys::Fd& source);
  void add_devices(const spec::OciRuntimeConfig& config, bool are_nodes_made);
  void add_path(child::StepKind kind, const std::string& path);
  Result<void> add_limits(const spec::OciRuntimeProcess& process);
  Result<void> add_capabilities(const spec::OciCapabilities& capabilities);
  void add_candidates(const spec::OciRuntimeProcess& process);

  std::deque<std::string> texts_;
  std::deque<std::vector<child::Parameter>> parameters_;
  std::vector<child::Step> steps_;
  std::vector<const char*> arguments_, environment_, candidates_, init_arguments_;
  std::vector<gid_t> groups_;
  std::vector<child::Limit> limits_;
  sock_fprog filter_{};
  child::ProcessPlan process_;
};

/// CLONE_NEW* flags of the namespaces that the configuration wants new (without "user": the caller's; without "cgroup": left
/// by a step, since its root is where the process is when it leaves).
Result<std::uint64_t> namespace_flags(const spec::OciLinux& config);

}  // namespace skiff::runtime
