#include <skiff/runtime/seccomp_profile.hpp>

#include <cerrno>
#include <set>
#include <vector>

#include <linux/audit.h>

#include "catch.hpp"
#include "runtime/bpf_emulator.hpp"

using namespace skiff;

namespace {

constexpr std::uint32_t allow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t refuse(int error) { return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error); }

std::uint32_t verdict(std::span<const sock_filter> filter, std::uint32_t architecture, std::uint32_t number,
                      std::vector<std::uint64_t> arguments = {}) {
  seccomp_data data{};
  data.nr = static_cast<int>(number);
  data.arch = architecture;
  for (std::size_t i = 0; i < arguments.size(); ++i) data.args[i] = arguments[i];
  const auto result = tests::run_filter(filter, data);
  REQUIRE(result.has_value());
  return *result;
}

}  // namespace

TEST_CASE("the filter is one that the kernel takes") {
  for (const auto filter : {runtime::default_seccomp_filter(), runtime::default_seccomp_filter_for_i386()}) {
    CHECK(filter.size() > 100);
    CHECK(filter.size() <= BPF_MAXINSNS);
    for (std::size_t i = 0; i < filter.size(); ++i) {
      if (BPF_CLASS(filter[i].code) != BPF_JMP) continue;
      const std::size_t furthest = filter[i].code == (BPF_JMP | BPF_JA) ? filter[i].k : std::max(filter[i].jt, filter[i].jf);
      CHECK(i + 1 + furthest < filter.size());
    }
    CHECK(BPF_CLASS(filter.back().code) == BPF_RET);
  }
}

TEST_CASE("an architecture that the machine does not have is killed") {
  CHECK(verdict(runtime::default_seccomp_filter(), AUDIT_ARCH_S390X, 1) == SECCOMP_RET_KILL_PROCESS);
}

#if defined(__x86_64__)

namespace {

constexpr std::uint32_t x64 = AUDIT_ARCH_X86_64;
constexpr std::uint32_t i386 = AUDIT_ARCH_I386;
constexpr std::uint32_t x32_bit = 0x40000000;

struct Expected {
  const char* name;
  std::uint32_t architecture;
  std::uint32_t number;
  std::uint32_t verdict;
};

}  // namespace

TEST_CASE("calls without argument rules") {
  const Expected expected[] = {
      {"read", x64, 0, allow},
      {"clone", x64, 56, allow},
      {"execve", x64, 59, allow},
      {"ptrace", x64, 101, allow},
      {"mount", x64, 165, allow},
      {"pivot_root", x64, 155, allow},
      {"chroot", x64, 161, allow},
      {"unshare", x64, 272, allow},
      {"setns", x64, 308, allow},
      {"keyctl", x64, 250, allow},
      {"reboot", x64, 169, allow},
      {"uretprobe", x64, 335, allow},
      {"clone3", x64, 435, allow},
      {"fchmodat2", x64, 452, allow},
      {"mseal", x64, 462, allow},
      {"file_setattr", x64, 469, allow},
      {"io_uring_setup", x64, 425, refuse(ENOSYS)},
      {"add_key", x64, 248, refuse(ENOSYS)},
      {"a call of the future", x64, 600, refuse(ENOSYS)},
      {"bpf", x64, 321, refuse(EPERM)},
      {"perf_event_open", x64, 298, refuse(EPERM)},
      {"sethostname", x64, 170, refuse(EPERM)},
      {"init_module", x64, 175, refuse(EPERM)},
      {"open_by_handle_at", x64, 304, refuse(EPERM)},
      {"clock_settime", x64, 227, refuse(EPERM)},
      {"userfaultfd", x64, 323, refuse(EPERM)},
      {"kexec_load", x64, 246, refuse(EPERM)},
      {"vmsplice", x64, 278, refuse(EPERM)},
      {"i386 read", i386, 3, allow},
      {"i386 mmap2", i386, 192, allow},
      {"i386 ipc", i386, 117, allow},
      {"i386 shmget", i386, 395, allow},
      {"i386 clone3", i386, 435, allow},
      {"i386 iopl", i386, 110, refuse(EPERM)},
      {"i386 vm86", i386, 166, refuse(EPERM)},
      {"i386 stime", i386, 25, refuse(EPERM)},
      {"i386 break, which is no call", i386, 17, refuse(ENOSYS)},
      {"x32 read", x64, x32_bit | 0, allow},
      {"x32 execve", x64, x32_bit | 520, allow},
      {"x32 bpf", x64, x32_bit | 321, refuse(EPERM)},
      {"x32 clone3", x64, x32_bit | 435, allow},
      {"x32 execve by x86-64's number", x64, x32_bit | 59, refuse(ENOSYS)},
      {"x86-64 by x32's execve number", x64, 520, refuse(ENOSYS)},
  };
  for (const Expected& call : expected) {
    INFO(call.name);
    for (const std::uint64_t argument : {std::uint64_t{0}, std::uint64_t{38}, ~std::uint64_t{0}}) {
      CHECK(verdict(runtime::default_seccomp_filter(), call.architecture, call.number, {argument, argument, argument}) == call.verdict);
    }
  }
}

TEST_CASE("sockets") {
  const auto filter = runtime::default_seccomp_filter();
  for (const auto& [architecture, number] : {std::pair{x64, 41U}, {x64, x32_bit | 41U}, {i386, 359U}}) {
    INFO(architecture << " " << number);
    CHECK(verdict(filter, architecture, number, {1, 1, 0}) == allow);    // AF_UNIX
    CHECK(verdict(filter, architecture, number, {2, 3, 1}) == allow);    // AF_INET, raw: the capability decides
    CHECK(verdict(filter, architecture, number, {16, 3, 0}) == allow);   // NETLINK_ROUTE
    CHECK(verdict(filter, architecture, number, {2, 1, 9}) == allow);    // another family's protocol 9
    CHECK(verdict(filter, architecture, number, {16, 3, 9}) == refuse(EINVAL));  // NETLINK_AUDIT
    CHECK(verdict(filter, architecture, number, {38, 5, 0}) == refuse(EPERM));   // AF_ALG
    CHECK(verdict(filter, architecture, number, {40, 1, 0}) == refuse(EPERM));   // AF_VSOCK
    // the kernel looks at the low half: high bits lead past no rule
    CHECK(verdict(filter, architecture, number, {0x100000026, 5, 0}) == refuse(EPERM));
    CHECK(verdict(filter, architecture, number, {0x7700000010, 3, 0x100000009}) == refuse(EINVAL));
  }
}

TEST_CASE("socketcall makes sockets in i386 images alone") {
  CHECK(verdict(runtime::default_seccomp_filter(), i386, 102, {1}) == refuse(ENOSYS));
  CHECK(verdict(runtime::default_seccomp_filter(), i386, 102, {2}) == allow);
  CHECK(verdict(runtime::default_seccomp_filter(), i386, 102, {8}) == allow);
  CHECK(verdict(runtime::default_seccomp_filter_for_i386(), i386, 102, {1}) == allow);
  CHECK(verdict(runtime::default_seccomp_filter_for_i386(), i386, 359, {38}) == refuse(EPERM));
}

TEST_CASE("personality") {
  const auto filter = runtime::default_seccomp_filter();
  for (const auto& [architecture, number] : {std::pair{x64, 135U}, {x64, x32_bit | 135U}, {i386, 136U}}) {
    for (const std::uint64_t value : {0x0ULL, 0x8ULL, 0x20000ULL, 0x20008ULL, 0xFFFFFFFFULL, ~0ULL}) {
      CHECK(verdict(filter, architecture, number, {value}) == allow);
    }
    for (const std::uint64_t value : {0x40000ULL /* ADDR_NO_RANDOMIZE */, 0x1ULL, 0x28000ULL}) {
      CHECK(verdict(filter, architecture, number, {value}) == refuse(ENOSYS));
    }
  }
}

TEST_CASE("the two filters differ in socketcall alone") {
  for (const std::uint32_t architecture : {x64, i386}) {
    for (std::uint32_t number = 0; number < 1024; ++number) {
      for (const std::uint32_t bit : {0U, x32_bit}) {
        if (architecture == i386 && number == 102 && bit == 0) continue;
        CHECK(verdict(runtime::default_seccomp_filter(), architecture, number | bit) ==
              verdict(runtime::default_seccomp_filter_for_i386(), architecture, number | bit));
      }
    }
  }
}

#endif
