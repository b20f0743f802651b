#include <array>

#include "shapes.hpp"

namespace skiff::cli {

namespace {

using namespace skiff::templates;

constexpr std::array container_rows = {
    alias_at("ID", "Id"),
    time_at("Created"),
    list_at("Args"),
    list_at("EffectiveCaps"),
    list_at("BoundingCaps"),
    list_at("ExecIDs"),
    list_at("Dependencies"),
    map_at("GraphDriver.Data"),
    time_at("State.StartedAt"),
    time_at("State.FinishedAt"),
    alias_at("State.Healthcheck", "Health"),
    text_at("State.Health.Status"),
    number_at("State.Health.FailingStreak"),
    list_at("State.Health.Log"),
    structure_at("SizeRw"),
    structure_at("SizeRootFs"),
    list_at("Mounts"),
    text_at("Mounts[].Name"),
    list_at("Mounts[].Options"),
    list_at("Config.Env"),
    list_at("Config.Cmd"),
    list_at("Config.Entrypoint"),
    list_at("Config.CreateCommand"),
    list_at("Config.OnBuild"),
    text_map_at("Config.Labels"),
    text_map_at("Config.Annotations"),
    map_at("Config.Volumes"),
    map_at("Config.ExposedPorts"),
    structure_at("Config.Healthcheck"),
    list_at("HostConfig.Binds"),
    text_map_at("HostConfig.Tmpfs"),
    text_map_at("HostConfig.Sysctls"),
    text_map_at("HostConfig.Annotations"),
    text_map_at("HostConfig.LogConfig.Config"),
    map_at("HostConfig.PortBindings"),
    list_at("HostConfig.PortBindings[]"),
    list_at("HostConfig.CapAdd"),
    list_at("HostConfig.CapDrop"),
    list_at("HostConfig.Dns"),
    list_at("HostConfig.DnsOptions"),
    list_at("HostConfig.DnsSearch"),
    list_at("HostConfig.ExtraHosts"),
    list_at("HostConfig.GroupAdd"),
    list_at("HostConfig.Links"),
    list_at("HostConfig.SecurityOpt"),
    list_at("HostConfig.Devices"),
    list_at("HostConfig.Ulimits"),
    list_at("HostConfig.VolumesFrom"),
    list_at("HostConfig.MaskedPaths"),
    list_at("HostConfig.ReadonlyPaths"),
    map_at("NetworkSettings.Ports"),
    list_at("NetworkSettings.Ports[]"),
    map_at("NetworkSettings.Networks"),
    structure_at("NetworkSettings.Networks[]"),
    list_at("NetworkSettings.Networks[].Aliases"),
    list_at("NetworkSettings.Networks[].Links"),
    text_map_at("NetworkSettings.Networks[].DriverOpts"),
};

}  // namespace

Shape container_shape(const Personality& personality) { return Shape::of<container_rows>("container", times_of(personality)); }

}  // namespace skiff::cli
