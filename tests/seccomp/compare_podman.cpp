#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fcntl.h>
#include <linux/audit.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <boost/json/src.hpp>
#include <seccomp.h>

#include <skiff/runtime/seccomp_profile.hpp>

#include "runtime/bpf_emulator.hpp"

// Compares the default filter with the one that podman's profile gives on this machine: libseccomp compiles the profile
// as podman's runtime has it compiled, then both programs are run over every call number of every architecture, with
// arguments at and around those that rules look at. A difference that is not listed here is a failure.
// Usage: compare_podman PROFILE.json; exit code 77 (skipped) where the profile or the machine is another.

namespace {

namespace json = boost::json;
using Program = std::vector<sock_filter>;

constexpr std::uint32_t x32_bit = 0x40000000;

/// The capabilities of a container by default.
const std::set<std::string_view> capabilities = {"CAP_CHOWN",    "CAP_DAC_OVERRIDE", "CAP_FOWNER",  "CAP_FSETID",
                                                 "CAP_KILL",     "CAP_NET_BIND_SERVICE", "CAP_SETFCAP", "CAP_SETGID",
                                                 "CAP_SETPCAP",  "CAP_SETUID",       "CAP_SYS_CHROOT"};

/// Where the two may differ, and how ours must answer there.
const std::map<std::string_view, std::set<std::uint32_t>> deliberate = {
    {"socket", {SECCOMP_RET_ERRNO | EPERM, SECCOMP_RET_ERRNO | EINVAL}},
    {"socketcall", {SECCOMP_RET_ERRNO | ENOSYS}},
    {"personality", {SECCOMP_RET_ALLOW}},  // high bits that the kernel ignores
    {"io_pgetevents", {SECCOMP_RET_ALLOW}},
    {"io_pgetevents_time64", {SECCOMP_RET_ALLOW}},
    {"quotactl_fd", {SECCOMP_RET_ERRNO | EPERM}},
    {"futex_waitv", {SECCOMP_RET_ALLOW}},
    {"set_mempolicy_home_node", {SECCOMP_RET_ALLOW}},
    {"uretprobe", {SECCOMP_RET_ALLOW}},
};
/// From here on every number is younger than podman 4.3's profile; these are not printed one by one.
constexpr std::uint32_t first_young_number = 450;

bool has(const json::object& rule, std::string_view part, std::string_view list, auto&& is_wanted) {
  const json::value* found = rule.if_contains(part);
  if (found == nullptr || !found->is_object()) return false;
  const json::value* items = found->get_object().if_contains(list);
  if (items == nullptr || !items->is_array()) return false;
  for (const json::value& item : items->get_array()) {
    if (is_wanted(std::string_view(item.get_string()))) return true;
  }
  return false;
}

bool is_in_force(const json::object& rule) {
  const auto is_ours = [](std::string_view name) { return capabilities.contains(name); };
  const auto is_any = [](std::string_view) { return true; };
  const auto is_here = [](std::string_view name) { return name == "amd64"; };
  if (has(rule, "includes", "caps", is_any) && !has(rule, "includes", "caps", is_ours)) return false;
  if (has(rule, "includes", "arches", is_any) && !has(rule, "includes", "arches", is_here)) return false;
  return !has(rule, "excludes", "caps", is_ours) && !has(rule, "excludes", "arches", is_here);
}

std::uint32_t action_of(const json::object& rule) {
  if (rule.at("action").get_string() == "SCMP_ACT_ALLOW") return SCMP_ACT_ALLOW;
  return SCMP_ACT_ERRNO(static_cast<std::uint32_t>(rule.at("errnoRet").to_number<int>()));
}

std::vector<scmp_arg_cmp> conditions_of(const json::object& rule) {
  std::vector<scmp_arg_cmp> result;
  const json::value* items = rule.if_contains("args");
  if (items == nullptr || !items->is_array()) return result;
  for (const json::value& item : items->get_array()) {
    const json::object& argument = item.get_object();
    const bool is_equal = argument.at("op").get_string() == "SCMP_CMP_EQ";
    result.push_back({argument.at("index").to_number<unsigned>(), is_equal ? SCMP_CMP_EQ : SCMP_CMP_NE,
                      argument.at("value").to_number<std::uint64_t>(), 0});
  }
  return result;
}

Program program_of(scmp_filter_ctx context) {
  const int file = memfd_create("filter", MFD_CLOEXEC);
  seccomp_export_bpf(context, file);
  Program program(static_cast<std::size_t>(lseek(file, 0, SEEK_END)) / sizeof(sock_filter));
  if (pread(file, program.data(), program.size() * sizeof(sock_filter), 0) < 0) program.clear();
  close(file);
  return program;
}

Program compile(const json::object& profile) {
  const scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(static_cast<std::uint32_t>(profile.at("defaultErrnoRet").to_number<int>())));
  seccomp_arch_add(context, SCMP_ARCH_X86);
  seccomp_arch_add(context, SCMP_ARCH_X32);
  for (const json::value& item : profile.at("syscalls").get_array()) {
    const json::object& rule = item.get_object();
    if (!is_in_force(rule)) continue;
    const std::vector<scmp_arg_cmp> conditions = conditions_of(rule);
    for (const json::value& name : rule.at("names").get_array()) {
      const int number = seccomp_syscall_resolve_name(std::string(std::string_view(name.get_string())).c_str());
      if (number == __NR_SCMP_ERROR) continue;
      // as the runtimes do: what libseccomp refuses (a second rule for the same call) is left out
      seccomp_rule_add_array(context, action_of(rule), number, static_cast<unsigned>(conditions.size()), conditions.data());
    }
  }
  Program program = program_of(context);
  seccomp_release(context);
  return program;
}

std::string text_of(std::uint32_t verdict) {
  if (verdict == SECCOMP_RET_ALLOW) return "allowed";
  if ((verdict & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO) return strerrorname_np(static_cast<int>(verdict & SECCOMP_RET_DATA));
  return "killed";
}

std::string name_of(std::uint32_t architecture, std::uint32_t number) {
  const std::uint32_t token = architecture == AUDIT_ARCH_I386 ? SCMP_ARCH_X86 : number >= x32_bit ? SCMP_ARCH_X32 : SCMP_ARCH_X86_64;
  if (architecture == AUDIT_ARCH_I386 && number == 359) return "socket";
  if (architecture == AUDIT_ARCH_X86_64 && number == 335) return "uretprobe";
  if ((number & ~x32_bit) == 449) return "futex_waitv";
  char* name = seccomp_syscall_resolve_num_arch(token, static_cast<int>(number));
  std::string result = name != nullptr ? name : "";
  free(name);
  return result;
}

struct Counts {
  unsigned long compared = 0;
  unsigned long differences = 0;
  unsigned long failures = 0;
};

void compare_call(const Program& podman, std::uint32_t architecture, std::uint32_t number, Counts& counts, std::set<std::string>& shown) {
  constexpr std::uint64_t values[] = {0, 1, 2, 8, 9, 10, 16, 17, 38, 40, 0x20000, 0x20008, 0xFFFFFFFF, 0x100000010, ~0ULL};
  for (const std::uint64_t first : values) {
    for (const std::uint64_t third : values) {
      seccomp_data data{static_cast<int>(number), architecture, 0, {first, 1, third, 0, 0, 0}};
      const auto ours = skiff::tests::run_filter(skiff::runtime::default_seccomp_filter(), data);
      const auto theirs = skiff::tests::run_filter(podman, data);
      ++counts.compared;
      if (ours && theirs && *ours == *theirs) continue;
      ++counts.differences;
      const std::string name = name_of(architecture, number);
      const std::uint32_t plain = number & ~x32_bit;
      const auto known = deliberate.find(name);
      const bool is_young = plain >= first_young_number && plain < 512 && theirs == (SECCOMP_RET_ERRNO | ENOSYS);
      const bool is_expected = ours && theirs && (is_young || (known != deliberate.end() && known->second.contains(*ours)));
      const std::string line = std::string(is_expected ? "deliberate: " : "not ok - ") + (architecture == AUDIT_ARCH_I386 ? "i386 " : number >= x32_bit ? "x32 " : "x86_64 ") +
                               (name.empty() ? std::to_string(plain) : name) + ": " + (ours ? text_of(*ours) : "no verdict") + ", podman: " + (theirs ? text_of(*theirs) : "no verdict");
      if (!is_young && shown.insert(line).second) std::puts(line.c_str());
      if (!is_expected) ++counts.failures;
    }
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
#if !defined(__x86_64__)
  std::puts("1..0 # SKIP the comparison knows x86_64 only");
  return 77;
#endif
  std::ifstream file(argument_count > 1 ? arguments[1] : "/usr/share/containers/seccomp.json");
  if (!file) {
    std::puts("1..0 # SKIP podman's profile is not installed");
    return 77;
  }
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const Program podman = compile(json::parse(text).get_object());
  Counts counts;
  std::set<std::string> shown;
  for (std::uint32_t number = 0; number < 1024; ++number) {
    compare_call(podman, AUDIT_ARCH_X86_64, number, counts, shown);
    compare_call(podman, AUDIT_ARCH_X86_64, number | x32_bit, counts, shown);
    compare_call(podman, AUDIT_ARCH_I386, number, counts, shown);
  }
  std::printf("%s - %lu calls compared, %lu with another verdict, %lu of them not deliberate; %zu instructions, podman's %zu\n",
              counts.failures == 0 ? "ok" : "not ok", counts.compared, counts.differences, counts.failures,
              skiff::runtime::default_seccomp_filter().size(), podman.size());
  return counts.failures == 0 ? 0 : 1;
}
