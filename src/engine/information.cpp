#include <skiff/engine/system.hpp>

#include <array>
#include <cerrno>
#include <set>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <skiff/base/text.hpp>
#include <skiff/engine/container_list.hpp>
#include <skiff/engine/image.hpp>
#include <skiff/sys/caps.hpp>
#include <skiff/sys/cgroup.hpp>
#include <skiff/sys/file.hpp>
#include <skiff/sys/idmap.hpp>

#include "image/image_stores.hpp"
#include "context.hpp"

namespace skiff::engine {

namespace json = base::json;

namespace {

std::string distribution_value(std::string_view text, std::string_view key) {
  for (const std::string_view line : base::split(text, '\n')) {
    const base::Cut parts = base::cut(line, '=');
    if (parts.before != key || !parts.after) continue;
    std::string_view value = *parts.after;
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return base::escape_control(value, 200);
  }
  return "unknown";
}

json::object distribution() {
  const std::string text = sys::read_kernel_file("/etc/os-release").value_or(std::string());
  json::object result;
  result["distribution"] = distribution_value(text, "ID");
  result["version"] = distribution_value(text, "VERSION_ID");
  return result;
}

/// The lines "inside outside length" of /proc/self/uid_map or gid_map.
std::vector<sys::IdRange> kernel_map(const char* path) {
  std::vector<sys::IdRange> result;
  const std::string text = sys::read_kernel_file(path).value_or(std::string());
  for (const std::string_view line : base::split(text, '\n')) {
    std::vector<std::uint32_t> numbers;
    for (const std::string_view field : base::split(line, ' ')) {
      if (const auto number = base::parse_unsigned(field)) numbers.push_back(static_cast<std::uint32_t>(*number));
    }
    if (numbers.size() == 3) result.push_back({numbers[0], numbers[1], numbers[2]});
  }
  return result;
}

json::array id_map(const std::vector<sys::IdRange>& ranges) {
  json::array result;
  for (const sys::IdRange& range : ranges)
    result.push_back(json::object{{"container_id", range.inside}, {"host_id", range.outside}, {"size", range.count}});
  return result;
}

/// Of the user namespace that containers get: root's are in the caller's own.
Result<json::object> id_mappings(bool is_rootful) {
  sys::IdMaps maps{kernel_map("/proc/self/uid_map"), kernel_map("/proc/self/gid_map")};
  if (!is_rootful) {
    TRY_ASSIGN(maps, sys::own_id_maps());
  }
  return json::object{{"uidmap", id_map(maps.users)}, {"gidmap", id_map(maps.groups)}};
}

json::object security(bool is_rootful) {
  json::object result;
  result["rootless"] = !is_rootful;
  result["seccompEnabled"] = sys::read_kernel_file("/proc/sys/kernel/seccomp/actions_avail").has_value();
  const auto apparmor = sys::read_kernel_file("/sys/module/apparmor/parameters/enabled");
  result["apparmorEnabled"] = apparmor && apparmor->starts_with('Y');
  result["selinuxEnabled"] = sys::read_kernel_file("/sys/fs/selinux/enforce").has_value();
  std::vector<std::string> capabilities;
  for (unsigned number = 0; number < sys::capability_names.size(); ++number)
    if (sys::has_capability(sys::default_capabilities, number)) capabilities.emplace_back(sys::capability_text(number));
  std::ranges::sort(capabilities);
  result["capabilities"] = fmt::format("{}", fmt::join(capabilities, ","));
  return result;
}

/// This program's own file: skiff is the runtime of its containers.
std::string own_program() {
  std::array<char, 4096> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  return length < 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(length));
}

Result<json::object> host(const Context& context) {
  utsname name{};
  if (uname(&name) != 0) return fail_errno(errno, "cannot read the kernel's name");
  struct sysinfo memory {};
  (void)sysinfo(&memory);
  TRY_ASSIGN(const auto home, sys::own_cgroup());
  json::object result;
  result["arch"] = host_platform().architecture;
  result["os"] = "linux";
  result["kernel"] = name.release;
  result["hostname"] = name.nodename;
  result["cpus"] = sysconf(_SC_NPROCESSORS_ONLN);
  result["memTotal"] = std::uint64_t{memory.totalram} * memory.mem_unit;
  result["memFree"] = std::uint64_t{memory.freeram} * memory.mem_unit;
  result["swapTotal"] = std::uint64_t{memory.totalswap} * memory.mem_unit;
  result["swapFree"] = std::uint64_t{memory.freeswap} * memory.mem_unit;
  result["distribution"] = distribution();
  // "none": containers run without a cgroup of their own, and are tracked by pidfd and pid namespace.
  result["cgroupManager"] = home ? "cgroupfs" : "none";
  result["cgroupVersion"] = "v2";
  result["cgroupControllers"] = json::array();
  result["logDriver"] = "k8s-file";
  result["eventLogger"] = "none";
  result["networkBackend"] = "skiff";
  result["ociRuntime"] = json::object{{"name", "skiff"}, {"path", own_program()}, {"version", version()}};
  // Where a server of docker's API would listen: there is none.
  result["remoteSocket"] = json::object{{"path", context.roots.runroot_path + "/skiff.sock"}, {"exists", false}};
  result["serviceIsRemote"] = false;
  result["security"] = security(context.is_rootful);
  TRY_ASSIGN(result["idMappings"], id_mappings(context.is_rootful));
  return result;
}

Result<json::object> store(Context& context) {
  TRY_ASSIGN(const auto containers, list_containers(context, {.is_all = true}));
  // What cannot be read is told; the rest is what a person needs to find out why.
  const auto images = list_images(context);
  if (!images) context.warn(images.error().text());
  std::set<std::string_view> ids;
  if (images)
    for (const ImageSummary& image : *images) ids.insert(image.id);
  const auto running = std::ranges::count_if(containers, is_running);
  json::object result;
  result["graphRoot"] = context.roots.root_path;
  result["runRoot"] = context.roots.runroot_path;
  result["graphDriverName"] = "overlay";
  result["graphOptions"] = json::object();
  result["volumePath"] = context.roots.root_path + "/volumes";
  result["containerStore"] = json::object{{"number", containers.size()},
                                          {"running", running},
                                          {"paused", 0},
                                          {"stopped", containers.size() - static_cast<std::size_t>(running)}};
  result["imageStore"] = json::object{{"number", images ? json::value(ids.size()) : json::value()}};
  return result;
}

}  // namespace

Result<json::value> information(Context& context) {
  json::object result;
  TRY_ASSIGN(result["host"], host(context));
  TRY_ASSIGN(result["store"], store(context));
  result["version"] = json::object{{"Version", version()}, {"OsArch", "linux/" + host_platform().architecture}};
  return json::value(std::move(result));
}

}  // namespace skiff::engine
