#include <skiff/engine/container.hpp>
#include <skiff/engine/image.hpp>

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
[[gnu::weak]] Result<std::string> pull(Context&, const std::string&, const PullOptions&) { return pending("pull"); }
[[gnu::weak]] Result<std::vector<std::string>> load(Context&, int) { return pending("load"); }
[[gnu::weak]] Result<std::string> import(Context&, int, const ImportOptions&) { return pending("import"); }
[[gnu::weak]] Result<std::vector<ImageSummary>> list_images(Context&) { return pending("list_images"); }
[[gnu::weak]] Result<base::json::value> inspect_image(Context&, const std::string&) { return pending("inspect_image"); }
[[gnu::weak]] Result<std::vector<HistoryEntry>> image_history(Context&, const std::string&) { return pending("image_history"); }
[[gnu::weak]] Result<void> tag(Context&, const std::string&, const std::string&) { return pending("tag"); }
[[gnu::weak]] Result<bool> image_exists(Context&, const std::string&) { return pending("image_exists"); }
[[gnu::weak]] Result<RemovedImage> remove_image(Context&, const std::string&, bool) { return pending("remove_image"); }

}  // namespace skiff::engine
