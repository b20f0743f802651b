#include "docker_information.hpp"

#include <skiff/base/text.hpp>

namespace skiff::cli {

namespace json = base::json;

namespace {

/// The value below `path`, "host.security.rootless"; null where there is none.
json::value found_at(const json::value& document, std::string_view path) {
  const json::value* at = &document;
  for (const std::string_view step : base::split(path, '.')) {
    const auto* object = at->if_object();
    at = object == nullptr ? nullptr : object->if_contains(step);
    if (at == nullptr) return {};
  }
  return *at;
}

std::string text_at(const json::value& document, std::string_view path) {
  const json::value value = found_at(document, path);
  return value.is_string() ? std::string(std::string_view(value.get_string())) : std::string();
}

/// The kernel's name of a processor, for Go's.
std::string kernel_architecture(const std::string& name) {
  if (name == "amd64") return "x86_64";
  return name == "arm64" ? "aarch64" : name;
}

json::array security_options(const json::value& information) {
  json::array options;
  if (found_at(information, "host.security.seccompEnabled") == json::value(true)) options.emplace_back("name=seccomp,profile=default");
  if (found_at(information, "host.security.rootless") == json::value(true)) options.emplace_back("name=rootless");
  return options;
}

std::string shown(const json::value& value) {
  if (value.is_array()) {
    std::string text;
    for (const json::value& one : value.get_array()) {
      const std::string_view option(one.as_string());
      text += "\n  " + std::string(option.substr(option.find('=') + 1));
    }
    return text;
  }
  return " " + (value.is_string() ? base::escape_control(std::string_view(value.get_string())) : base::json_text(value));
}

}  // namespace

json::object docker_information(const json::value& information) {
  json::object result;
  const auto add = [&](std::string_view name, std::string_view path) { result[name] = found_at(information, path); };
  add("Containers", "store.containerStore.number");
  add("ContainersRunning", "store.containerStore.running");
  add("ContainersPaused", "store.containerStore.paused");
  add("ContainersStopped", "store.containerStore.stopped");
  add("Images", "store.imageStore.number");
  add("Driver", "store.graphDriverName");
  add("LoggingDriver", "host.logDriver");
  add("CgroupDriver", "host.cgroupManager");
  add("KernelVersion", "host.kernel");
  add("OSVersion", "host.distribution.version");
  add("OSType", "host.os");
  add("NCPU", "host.cpus");
  add("MemTotal", "host.memTotal");
  add("DockerRootDir", "store.graphRoot");
  add("Name", "host.hostname");
  add("ServerVersion", "version.Version");
  add("DefaultRuntime", "host.ociRuntime.name");
  result["Architecture"] = kernel_architecture(text_at(information, "host.arch"));
  const std::string cgroup_version = text_at(information, "host.cgroupVersion");
  result["CgroupVersion"] = cgroup_version.substr(cgroup_version.starts_with('v') ? 1 : 0);
  result["OperatingSystem"] =
      fmt::format("{} {}", text_at(information, "host.distribution.distribution"), text_at(information, "host.distribution.version"));
  result["SecurityOptions"] = security_options(information);
  result["Runtimes"] = json::object{
      {text_at(information, "host.ociRuntime.name"), json::object{{"path", found_at(information, "host.ociRuntime.path")}}}};
  // There are no swarms, labels of the machine, or modes for tests and for finding faults.
  result["Swarm"] = json::object{{"NodeID", ""}, {"NodeAddr", ""}, {"LocalNodeState", "inactive"}, {"ControlAvailable", false}};
  result["Labels"] = json::array();
  result["Warnings"] = json::array();
  result["ExperimentalBuild"] = false;
  result["Debug"] = false;
  return result;
}

std::string docker_information_text(const json::object& information) {
  std::string text = "Server:\n";
  const auto add = [&](std::string_view label, std::string_view name) {
    text += fmt::format("{}:{}\n", label, shown(information.at(name)));
  };
  add(" Containers", "Containers");
  add("  Running", "ContainersRunning");
  add("  Paused", "ContainersPaused");
  add("  Stopped", "ContainersStopped");
  add(" Images", "Images");
  add(" Server Version", "ServerVersion");
  add(" Storage Driver", "Driver");
  add(" Logging Driver", "LoggingDriver");
  add(" Cgroup Driver", "CgroupDriver");
  add(" Cgroup Version", "CgroupVersion");
  add(" Default Runtime", "DefaultRuntime");
  add(" Security Options", "SecurityOptions");
  add(" Kernel Version", "KernelVersion");
  add(" Operating System", "OperatingSystem");
  add(" OSType", "OSType");
  add(" Architecture", "Architecture");
  add(" CPUs", "NCPU");
  constexpr double gibibyte = 1 << 30;
  text += fmt::format(" Total Memory: {:.4g}GiB\n", information.at("MemTotal").to_number<double>() / gibibyte);
  add(" Name", "Name");
  add(" Docker Root Dir", "DockerRootDir");
  return text;
}

}  // namespace skiff::cli
