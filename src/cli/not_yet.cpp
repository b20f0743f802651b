#include "not_yet.hpp"

#include <array>

#include <skiff/base/text.hpp>

namespace skiff::cli {

namespace {

struct Entry {
  std::string_view name;   ///< of a group ("" for none) or of a command
  std::string_view words;  ///< separated by single blanks; an option's letter stands behind a "/"
};

constexpr std::array later_commands = {
    Entry{"",
          "auto-update build builder buildx commit compose completion cp diff events export generate healthcheck init kube "
          "login logout manifest mount network pause play pod port push quadlet rename save search secret stats top "
          "umount unmount unpause unshare update"},
    Entry{"container",
          "checkpoint cleanup clone commit cp diff export init mount pause port rename restore runlabel stats top umount "
          "unmount unpause update"},
    Entry{"image", "build diff mount push save search sign tree trust umount unmount"},
    Entry{"volume", "export import mount reload unmount update"},
    Entry{"system", "check connection df events migrate renumber reset service"},
};

constexpr std::string_view options_of_run =
    "add-host annotation arch blkio-weight blkio-weight-device cap-add cap-drop cgroup-conf cgroup-parent cgroupns "
    "cgroups chrootdirs conmon-pidfile cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares/c cpus cpuset-cpus "
    "cpuset-mems decryption-key device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops "
    "disable-content-trust dns dns-opt dns-option dns-search domainname env-host env-merge expose gidmap gpus group-add "
    "group-entry health-cmd health-interval health-log-destination health-max-log-count health-max-log-size "
    "health-on-failure health-retries health-start-interval health-start-period health-startup-cmd "
    "health-startup-interval health-startup-retries health-startup-success health-startup-timeout health-timeout "
    "hosts-file hostuser http-proxy image-volume init-ctr init-path ip ip6 isolation kernel-memory label-file link "
    "link-local-ip mac-address memory/m memory-reservation memory-swap memory-swappiness network-alias no-healthcheck "
    "no-hostname no-hosts oom-kill-disable oom-score-adj os passwd passwd-entry personality pidfile pids-limit pod "
    "pod-id-file preserve-fd preserve-fds privileged publish/p publish-all/P rdt-class read-only-tmpfs requires "
    "restart retry retry-delay rmi rootfs runtime sdnotify seccomp-policy secret security-opt shm-size-systemd "
    "storage-opt subgidname subuidname sysctl systemd timeout tz umask unsetenv unsetenv-all userns uidmap uts variant "
    "volume-driver";

constexpr std::array later_options = {
    Entry{"",
          "conmon connection db-backend hooks-dir identity imagestore module namespace network-cmd-path network-config-dir out "
          "registries-conf runtime runtime-flag ssh storage-opt syslog tls tlscacert tlscert tlskey tlsverify tmpdir "
          "transient-store url volumepath"},
    Entry{"run", options_of_run},
    Entry{"create", options_of_run},
    Entry{"create", "attach/a"},
    Entry{"attach", "latest/l"},
    Entry{"exec", "cidfile latest/l no-session preserve-fd preserve-fds privileged"},
    Entry{"images", "tree"},
    Entry{"import", "arch os platform quiet/q variant"},
    Entry{"load", "platform"},
    Entry{"logs", "details"},
    Entry{"ps", "ns pod/p watch/w"},
    Entry{"pull", "all-tags/a arch decryption-key disable-content-trust os policy retry retry-delay variant"},
    Entry{"rm", "link"},
    Entry{"rmi", "no-prune platform"},
    Entry{"start", "checkpoint checkpoint-dir"},
    Entry{"volume create", "gid opt/o uid"},
    Entry{"volume rm", "all/a time"},
};

/// What a person can do meanwhile. `name` is an option's long name or a command.
struct WayRound {
  std::string_view name;
  std::string_view hint;
};
constexpr std::array ways_round = {
    WayRound{"publish", "With --network host its ports are the host's"},
    WayRound{"publish-all", "With --network host its ports are the host's"},
    WayRound{"mount", "-v SOURCE:DIR[:OPTIONS] mounts a folder or a volume, --tmpfs DIR memory"},
    WayRound{"env-host", "-e NAME takes a variable from here, -e 'NAME*' all whose names start so"},
    WayRound{"build", "Build with another tool, and skiff load -i ARCHIVE"},
    WayRound{"cp", "Copy with tar: skiff exec NAME tar -cC /etc . | tar -x"},
    WayRound{"login", "Use --creds USER:PASSWORD; logins of docker and podman count too"},
    WayRound{"network", "run has --network none, host and container:NAME"},
    WayRound{"top", "The image's own ps shows them: skiff exec NAME ps"},
};

/// The first word of a name's entry that `is_wanted` holds for.
template <typename Entries, typename Predicate>
std::string_view find(const Entries& entries, std::string_view name, Predicate is_wanted) {
  for (const Entry& entry : entries) {
    if (entry.name != name) continue;
    for (const std::string_view word : base::split(entry.words, ' '))
      if (is_wanted(word)) return word;
  }
  return {};
}

std::string_view without_letter(std::string_view word) { return word.substr(0, word.find('/')); }

}  // namespace

bool is_later_command(std::string_view typed) {
  const auto [first, second] = base::cut(typed, ' ');
  const std::string_view wanted = second ? *second : first;
  return !find(later_commands, second ? first : "", [&](std::string_view word) { return word == wanted; }).empty();
}

std::string_view later_option(std::string_view command, std::string_view name) {
  return without_letter(find(later_options, command, [&](std::string_view word) { return without_letter(word) == name; }));
}

std::string_view way_round(std::string_view name) {
  for (const WayRound& entry : ways_round)
    if (entry.name == name) return entry.hint;
  return {};
}

std::string_view later_option(std::string_view command, char letter) {
  return without_letter(find(later_options, command, [&](std::string_view word) {
    return word.size() > 2 && word[word.size() - 2] == '/' && word.back() == letter;
  }));
}

}  // namespace skiff::cli
