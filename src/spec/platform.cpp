#include <skiff/spec/platform.hpp>

#include <array>

#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

struct MachineName {
  std::string_view name;  ///< as uname(2) or people say
  std::string_view architecture;
  std::string_view variant;
};

constexpr std::array machine_names = {
    MachineName{"x86_64", "amd64", ""},     MachineName{"x86-64", "amd64", ""},    MachineName{"aarch64", "arm64", ""},
    MachineName{"armv8l", "arm", "v8"},     MachineName{"armv7l", "arm", "v7"},    MachineName{"armv6l", "arm", "v6"},
    MachineName{"armhf", "arm", "v7"},      MachineName{"armel", "arm", "v6"},     MachineName{"i386", "386", ""},
    MachineName{"i686", "386", ""},         MachineName{"i586", "386", ""},        MachineName{"riscv64", "riscv64", ""},
    MachineName{"ppc64le", "ppc64le", ""},  MachineName{"s390x", "s390x", ""},     MachineName{"mips64", "mips64le", ""},
    MachineName{"loongarch64", "loong64", ""},
};

constexpr std::array architectures = {"amd64", "arm64", "arm",  "386",      "riscv64", "ppc64le",
                                      "s390x", "ppc64", "mips", "mips64le", "mips64",  "loong64", "wasm"};
constexpr std::array systems = {"linux", "windows", "freebsd", "darwin", "wasip1"};

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

const MachineName* find_machine(std::string_view name) {
  const auto* found = std::ranges::find(machine_names, name, &MachineName::name);
  return found == machine_names.end() ? nullptr : &*found;
}

void normalize(Platform& platform) {
  if (const MachineName* machine = find_machine(platform.architecture)) {
    platform.architecture = machine->architecture;
    if (platform.variant.empty()) platform.variant = machine->variant;
  }
  // arm64 has one variant in use, v8, and amd64's v1 is every amd64.
  if (platform.architecture == "arm64" && (platform.variant == "v8" || platform.variant == "8")) platform.variant.clear();
  if (platform.architecture == "amd64" && platform.variant == "v1") platform.variant.clear();
  if (platform.architecture == "arm" && platform.variant.size() == 1) platform.variant.insert(0, "v");
}

/// "v7" -> 7; 0 if it is not of that form.
int variant_number(std::string_view variant) {
  if (!variant.starts_with('v')) return 0;
  const auto number = base::parse_unsigned(variant.substr(1));
  return number && *number < 100 ? static_cast<int>(*number) : 0;
}

}  // namespace

std::string Platform::text() const {
  return variant.empty() ? fmt::format("{}/{}", os, architecture) : fmt::format("{}/{}/{}", os, architecture, variant);
}

Result<Platform> parse_platform(std::string_view text) {
  const std::string lower = base::to_lower(text);
  const auto parts = base::split(lower, '/');
  for (const std::string_view part : parts) {
    if (!is_word(part) || parts.size() > 3)
      return fail(ErrorKind::invalid, "invalid platform {}: it is written os/architecture[/variant]",
                  base::escape_control(text, 100));
  }
  Platform platform;
  if (parts.size() == 1) {
    const bool is_system = std::ranges::find(systems, parts[0]) != systems.end();
    const bool is_architecture =
        std::ranges::find(architectures, parts[0]) != architectures.end() || find_machine(parts[0]) != nullptr;
    if (!is_system && !is_architecture)
      return fail(ErrorKind::invalid, "unknown platform {}: it is written os/architecture[/variant], as linux/arm64", base::escape_control(text, 100));
    platform.os = is_system ? parts[0] : "linux";
    if (is_architecture) platform.architecture = parts[0];
  } else {
    platform.os = parts[0];
    platform.architecture = parts[1];
    if (parts.size() == 3) platform.variant = parts[2];
  }
  normalize(platform);
  return platform;
}

Platform platform_of_machine(std::string_view machine) {
  Platform platform{std::string(machine), "linux", ""};
  normalize(platform);
  return platform;
}

int platform_match(const Platform& wanted, const Platform& offered) {
  Platform candidate = offered;
  normalize(candidate);
  Platform target = wanted;
  normalize(target);
  if (candidate.os != target.os) return 0;
  if (candidate.architecture != target.architecture) return 0;
  if (candidate.variant == target.variant) return 1000;
  if (target.architecture == "arm") {
    const int have = target.variant.empty() ? 7 : variant_number(target.variant);
    const int need = candidate.variant.empty() ? 7 : variant_number(candidate.variant);
    return need > 0 && need <= have ? 100 + need : 0;
  }
  if (target.architecture == "amd64") {
    // A higher level needs instructions that the machine may lack; unasked, only the base level is taken.
    const int have = std::max(variant_number(target.variant), 1);
    const int need = std::max(variant_number(candidate.variant), 1);
    return need <= have ? 100 + need : 0;
  }
  if (candidate.variant.empty()) return 100;
  return target.variant.empty() ? 50 : 0;
}

int best_platform(const Platform& wanted, const std::vector<Platform>& candidates) {
  int best = -1;
  int best_match = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const int match = platform_match(wanted, candidates[i]);
    if (match <= best_match) continue;
    best = static_cast<int>(i);
    best_match = match;
  }
  return best;
}

}  // namespace skiff::spec
