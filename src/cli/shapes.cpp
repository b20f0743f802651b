#include "shapes.hpp"

#include <algorithm>
#include <array>

#include "docker_information.hpp"

namespace skiff::cli {

namespace {

using namespace skiff::templates;

constexpr std::array image_rows = {
    alias_at("ID", "Id"),
    list_at("RepoTags"),
    list_at("RepoDigests"),
    list_at("NamesHistory"),
    text_map_at("Labels"),
    text_map_at("Annotations"),
    time_at("Created"),
    text_at("Variant"),
    map_at("GraphDriver.Data"),
    list_at("RootFS.Layers"),
    text_at("Config.User"),
    map_at("Config.ExposedPorts"),
    list_at("Config.Env"),
    list_at("Config.Entrypoint"),
    list_at("Config.Cmd"),
    map_at("Config.Volumes"),
    text_at("Config.WorkingDir"),
    text_map_at("Config.Labels"),
    text_at("Config.StopSignal"),
    text_at("Config.Hostname"),
    text_at("Config.Domainname"),
    list_at("Config.Shell"),
    list_at("Config.OnBuild"),
    structure_at("Config.Healthcheck"),
    structure_at("HealthCheck"),
    list_at("History"),
    alias_at("History[].Created", "created"),
    time_at("History[].created"),
    alias_at("History[].CreatedBy", "created_by"),
    text_at("History[].created_by"),
    alias_at("History[].Author", "author"),
    text_at("History[].author"),
    alias_at("History[].Comment", "comment"),
    text_at("History[].comment"),
    alias_at("History[].EmptyLayer", "empty_layer"),
    truth_at("History[].empty_layer"),
};

constexpr std::array volume_rows = {
    time_at("CreatedAt"), text_map_at("Labels"), text_map_at("Options"), map_at("Status"), truth_at("Anonymous"),
    number_at("UID"),     number_at("GID"),      number_at("MountCount"),
};

using Arguments = std::span<const json::value* const>;

/// A member of a member; null where there is none.
json::value found_in(const json::value& self, std::string_view group, std::string_view member) {
  const auto* outer = self.is_object() ? self.get_object().if_contains(group) : nullptr;
  const auto* inner = outer != nullptr && outer->is_object() ? outer->get_object().if_contains(member) : nullptr;
  return inner == nullptr ? json::value() : *inner;
}

/// A text as an argument of a template.
template <std::size_t length>
struct MemberName {
  // NOLINTNEXTLINE: a text converts to it.
  consteval MemberName(const char (&name)[length]) { std::ranges::copy(name, text); }
  char text[length] = {};
};

/// A member of what docker shows.
template <MemberName name>
Result<json::value> docker_member(const json::value& self, Arguments) {
  return docker_information(self).at(name.text);
}

constexpr std::array information_rows = {
    alias_at("Host", "host"),
    alias_at("host.Arch", "arch"),
    alias_at("host.OS", "os"),
    alias_at("host.Kernel", "kernel"),
    alias_at("host.Hostname", "hostname"),
    alias_at("host.CPUs", "cpus"),
    alias_at("host.MemTotal", "memTotal"),
    alias_at("host.MemFree", "memFree"),
    alias_at("host.SwapTotal", "swapTotal"),
    alias_at("host.SwapFree", "swapFree"),
    alias_at("host.Distribution", "distribution"),
    alias_at("host.distribution.Distribution", "distribution"),
    alias_at("host.distribution.Version", "version"),
    alias_at("host.CgroupManager", "cgroupManager"),
    alias_at("host.CgroupsVersion", "cgroupVersion"),
    alias_at("host.CgroupVersion", "cgroupVersion"),
    alias_at("host.CgroupControllers", "cgroupControllers"),
    alias_at("host.EventLogger", "eventLogger"),
    alias_at("host.LogDriver", "logDriver"),
    alias_at("host.NetworkBackend", "networkBackend"),
    alias_at("host.OCIRuntime", "ociRuntime"),
    alias_at("host.ociRuntime.Name", "name"),
    alias_at("host.ociRuntime.Path", "path"),
    alias_at("host.ociRuntime.Version", "version"),
    alias_at("host.RemoteSocket", "remoteSocket"),
    alias_at("host.remoteSocket.Path", "path"),
    alias_at("host.remoteSocket.Exists", "exists"),
    alias_at("host.ServiceIsRemote", "serviceIsRemote"),
    alias_at("host.Security", "security"),
    alias_at("host.security.Rootless", "rootless"),
    alias_at("host.security.SECCOMPEnabled", "seccompEnabled"),
    alias_at("host.security.AppArmorEnabled", "apparmorEnabled"),
    alias_at("host.security.SELinuxEnabled", "selinuxEnabled"),
    alias_at("host.security.DefaultCapabilities", "capabilities"),
    alias_at("host.IDMappings", "idMappings"),
    alias_at("host.idMappings.UIDMap", "uidmap"),
    alias_at("host.idMappings.GIDMap", "gidmap"),
    alias_at("Store", "store"),
    alias_at("store.GraphRoot", "graphRoot"),
    alias_at("store.RunRoot", "runRoot"),
    alias_at("store.GraphDriverName", "graphDriverName"),
    alias_at("store.GraphOptions", "graphOptions"),
    map_at("store.graphOptions"),
    alias_at("store.VolumePath", "volumePath"),
    alias_at("store.ContainerStore", "containerStore"),
    alias_at("store.containerStore.Number", "number"),
    alias_at("store.containerStore.Running", "running"),
    alias_at("store.containerStore.Paused", "paused"),
    alias_at("store.containerStore.Stopped", "stopped"),
    alias_at("store.ImageStore", "imageStore"),
    alias_at("store.imageStore.Number", "number"),
    alias_at("Version", "version"),
    // docker's is flat: its fields are found in podman's tree.
    method_at("Architecture", docker_member<"Architecture">),
    method_at("CgroupDriver", docker_member<"CgroupDriver">),
    method_at("CgroupVersion", docker_member<"CgroupVersion">),
    method_at("Containers", docker_member<"Containers">),
    method_at("ContainersPaused", docker_member<"ContainersPaused">),
    method_at("ContainersRunning", docker_member<"ContainersRunning">),
    method_at("ContainersStopped", docker_member<"ContainersStopped">),
    method_at("DefaultRuntime", docker_member<"DefaultRuntime">),
    method_at("DockerRootDir", docker_member<"DockerRootDir">),
    method_at("Driver", docker_member<"Driver">),
    method_at("Images", docker_member<"Images">),
    method_at("KernelVersion", docker_member<"KernelVersion">),
    method_at("LoggingDriver", docker_member<"LoggingDriver">),
    method_at("MemTotal", docker_member<"MemTotal">),
    method_at("NCPU", docker_member<"NCPU">),
    method_at("Name", docker_member<"Name">),
    method_at("OSType", docker_member<"OSType">),
    method_at("OSVersion", docker_member<"OSVersion">),
    method_at("OperatingSystem", docker_member<"OperatingSystem">),
    method_at("SecurityOptions", docker_member<"SecurityOptions">),
    method_at("ServerVersion", docker_member<"ServerVersion">),
    method_at("Swarm", docker_member<"Swarm">),
};

constexpr std::array docker_information_rows = {map_at("Runtimes"), list_at("Labels"), list_at("Warnings"), list_at("SecurityOptions")};

constexpr std::array version_rows = {
    method_at("Version", [](const json::value& self, Arguments) -> Result<json::value> { return found_in(self, "Client", "Version"); }),
    alias_at("Client.APIVersion", "ApiVersion"),
    alias_at("Server.APIVersion", "ApiVersion"),
};

}  // namespace

templates::Times times_of(const Personality& personality) {
  return personality.has_rfc3339_times ? templates::Times::as_text : templates::Times::as_go;
}

Shape image_shape(const Personality& personality) { return Shape::of<image_rows>("image", times_of(personality)); }
Shape volume_shape(const Personality& personality) { return Shape::of<volume_rows>("volume", times_of(personality)); }
Shape information_shape(const Personality& personality) {
  if (personality.has_docker_information) return Shape::of<docker_information_rows>("info");
  return Shape::of<information_rows>("info");
}
Shape version_shape() { return Shape::of<version_rows>("version"); }

}  // namespace skiff::cli
