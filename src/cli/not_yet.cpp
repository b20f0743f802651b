#include "not_yet.hpp"

#include <algorithm>
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
    "add-host annotation blkio-weight blkio-weight-device cap-add cap-drop cgroup-conf cgroup-parent cgroupns "
    "cgroups chrootdirs conmon-pidfile cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares/c cpus cpuset-cpus "
    "cpuset-mems decryption-key device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops "
    "dns dns-opt dns-option dns-search domainname env-host env-merge expose gidmap gpus group-add "
    "group-entry health-cmd health-interval health-log-destination health-max-log-count health-max-log-size "
    "health-on-failure health-retries health-start-interval health-start-period health-startup-cmd "
    "health-startup-interval health-startup-retries health-startup-success health-startup-timeout health-timeout "
    "hosts-file hostuser http-proxy image-volume init-ctr init-path ip ip6 isolation kernel-memory label-file link "
    "link-local-ip mac-address memory/m memory-reservation memory-swap memory-swappiness network-alias no-healthcheck "
    "no-hostname no-hosts oom-kill-disable oom-score-adj passwd passwd-entry personality pidfile pids-limit pod "
    "pod-id-file preserve-fd preserve-fds privileged publish/p publish-all/P rdt-class read-only-tmpfs requires "
    "restart rmi rootfs runtime sdnotify seccomp-policy secret security-opt shm-size-systemd "
    "storage-opt subgidname subuidname sysctl systemd timeout tz umask unsetenv unsetenv-all userns uidmap uts "
    "volume-driver";

constexpr std::array later_options = {
    Entry{"",
          "conmon connection db-backend hooks-dir identity imagestore module namespace network-cmd-path network-config-dir out "
          "registries-conf runtime runtime-flag ssh storage-opt syslog tls tlscacert tlscert tlskey tlsverify tmpdir "
          "transient-store url volumepath"},
    Entry{"run", options_of_run},
    Entry{"create", options_of_run},
    Entry{"exec", "no-session preserve-fd preserve-fds privileged"},
    Entry{"images", "tree"},
    Entry{"load", "platform"},
    Entry{"logs", "details"},
    Entry{"pull", "decryption-key"},
    Entry{"rm", "link"},
    Entry{"rmi", "platform"},
    Entry{"start", "checkpoint checkpoint-dir"},
};

/// What can be done meanwhile, a line each: names separated by commas, and the hint. A name is an option's long one or a
/// command; a command of a group other than `volume` has its line under its second word.
constexpr std::string_view ways_round =
    // Commands.
    "build,buildx: Build with another tool, and skiff load -i ARCHIVE\n"
    "compose: Call skiff run for each, from a script; --network container:NAME joins them\n"
    "cp,export,mount: Copy with tar: skiff exec NAME tar -cC /etc . | tar -x\n"
    "df: skiff images and skiff ps -as show sizes\n"
    "diff: skiff ps -as shows how much it has written\n"
    "events: skiff ps -a shows what runs and what has ended, skiff wait NAME waits for an end\n"
    "generate,quadlet: A unit of systemd around skiff run does that\n"
    "healthcheck: skiff exec NAME COMMAND checks as well\n"
    "login: Use --creds USER:PASSWORD; logins of docker and podman count too\n"
    "logout: skiff keeps no logins: docker logout and podman logout remove theirs\n"
    "network: run has --network none, host and container:NAME\n"
    "pause,unpause: skiff kill -s STOP NAME halts its first process, skiff kill -s CONT NAME lets it go on\n"
    "pod: run has --network, --ipc and --pid container:NAME\n"
    "port,publish,publish-all: With --network host its ports are the host's\n"
    "push,save: The store is an OCI layout that skopeo reads: skopeo copy oci:STORE/images:NAME DESTINATION; skiff info names "
    "STORE as graphRoot\n"
    "rename: Every command takes the id too; a new one gets its name with skiff run --name NAME\n"
    "stats: Ask the machine: top -p \"$(skiff inspect -f '{{.State.Pid}}' NAME)\"\n"
    "top: The image's own ps shows them: skiff exec NAME ps\n"
    "tree: skiff history IMAGE lists its layers\n"
    "volume export: Use tar in a container: skiff run --rm -v NAME:/v IMAGE tar -cC /v . >FILE\n"
    "volume import: Use tar in a container: skiff run --rm -i -v NAME:/v IMAGE tar -xC /v <FILE\n"
    // Options.
    "add-host,hosts-file: -v FILE:/etc/hosts gives it a file of yours\n"
    "cap-drop: setpriv --bounding-set -all PROGRAM, in the container, drops them\n"
    "device: -v /dev/NAME:/dev/NAME brings a device of the host\n"
    "dns,dns-opt,dns-option,dns-search: -v FILE:/etc/resolv.conf gives it a file of yours\n"
    "env-host: -e NAME takes a variable from here, -e 'NAME*' all whose names start so\n"
    "expose: Leave it out: it would only note a port\n"
    "group-add: setpriv --groups LIST PROGRAM, in the container, gives it more groups\n"
    "health-cmd,health-interval,health-retries,health-start-period,health-timeout: Leave it out; skiff exec NAME COMMAND, from a "
    "timer, checks as well\n"
    "label-file: -l KEY=VALUE sets a label, as often as it is given\n"
    "memory: --ulimit as=BYTES limits the memory that each of its processes may map\n"
    "pids-limit: --ulimit nproc=NUMBER limits the processes of its user\n"
    "restart: A unit of systemd with Restart=always around skiff run does that\n"
    "rmi: skiff rmi IMAGE removes the image\n"
    "security-opt: setpriv --no-new-privs PROGRAM, in the container, sets no_new_privs\n"
    "secret: -v FILE:/run/secrets/NAME:ro gives it a file\n"
    "timeout: timeout SECONDS skiff run --init ends it\n"
    "tz: -e TZ=ZONE sets the time zone\n"
    "umask: sh -c 'umask 027; exec PROGRAM' sets it\n"
    "userns,uidmap,gidmap,hostuser: Root in a container of yours is you: what it makes outside belongs to you\n"
    "uts: --hostname \"$(hostname)\" gives it this machine's name\n"
    "unsetenv: env -u NAME PROGRAM takes a variable away\n";

/// Values of such options that say what is so anyway; of a toggle "true" or "false".
constexpr std::array said_anyway = {
    Entry{"cgroupns", "private"},
    Entry{"cgroups", "enabled"},
    Entry{"cpu-shares", "0"},
    Entry{"cpus", "0"},
    Entry{"env-host", "false"},
    Entry{"http-proxy", "false"},
    Entry{"isolation", "default"},
    Entry{"memory", "0"},
    Entry{"memory-reservation", "0"},
    Entry{"no-healthcheck", "true false"},
    Entry{"no-hosts", "false"},
    Entry{"oom-kill-disable", "false"},
    Entry{"pids-limit", "0 -1"},
    Entry{"privileged", "false"},
    Entry{"publish-all", "false"},
    Entry{"read-only-tmpfs", "true"},
    Entry{"restart", "no"},
    Entry{"rmi", "false"},
    Entry{"unsetenv-all", "false"},
};

/// What docker has for more than this machine, or for its daemon.
constexpr std::string_view commands_of_a_daemon = "config context node plugin service stack swarm trust";

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

bool is_so_anyway(std::string_view name, std::string_view value) {
  return !find(said_anyway, name, [&](std::string_view word) { return word == value; }).empty();
}

bool is_later_toggle(std::string_view name) { return is_so_anyway(name, "true") || is_so_anyway(name, "false"); }

bool is_command_of_a_daemon(std::string_view typed) {
  const std::string_view first = base::cut(typed, ' ').before;
  return std::ranges::any_of(base::split(commands_of_a_daemon, ' '), [&](std::string_view word) { return word == first; });
}

std::string_view way_round(std::string_view name) {
  for (const std::string_view line : base::split(ways_round, '\n')) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    const auto names = base::split(line.substr(0, colon), ',');
    if (std::ranges::find(names, name) != names.end()) return line.substr(colon + 2);
  }
  const base::Cut words = base::cut(name, ' ');
  return words.after && words.before != "volume" ? way_round(*words.after) : std::string_view();
}

std::string_view later_option(std::string_view command, char letter) {
  return without_letter(find(later_options, command, [&](std::string_view word) {
    return word.size() > 2 && word[word.size() - 2] == '/' && word.back() == letter;
  }));
}

}  // namespace skiff::cli
