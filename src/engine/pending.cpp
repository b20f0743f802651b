#include <skiff/engine/container.hpp>

// Functions whose own file is not written yet. Who writes one deletes its line here; the file goes with the last.
namespace skiff::engine {

namespace {

std::unexpected<Error> pending(std::string_view name) {
  return fail(ErrorKind::unsupported, "{} is not built yet", name);
}

}  // namespace

[[gnu::weak]] Result<std::string> create(Context&, const ContainerRequest&) { return pending("create"); }
[[gnu::weak]] Result<RunResult> run(Context&, const ContainerRequest&, const std::optional<Terminal>&) { return pending("run"); }
[[gnu::weak]] Result<AttachResult> start(Context&, const std::string&, const std::optional<Terminal>&) { return pending("start"); }
[[gnu::weak]] Result<AttachResult> attach(Context&, const std::string&, const Terminal&) { return pending("attach"); }
[[gnu::weak]] Result<AttachResult> exec(Context&, const std::string&, const spec::ExecConfig&, const std::optional<Terminal>&) { return pending("exec"); }
[[gnu::weak]] std::vector<NamedResult> restart(Context&, const std::vector<std::string>&, const StopOptions&) { return {}; }

}  // namespace skiff::engine
