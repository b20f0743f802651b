#include <skiff/sys/caps.hpp>

#include <bit>
#include <fstream>

#include "catch.hpp"

using namespace skiff;

TEST_CASE("capabilities have the kernel's numbers") {
  CHECK(sys::capability_number("CHOWN") == 0u);
  CHECK(sys::capability_number("CAP_NET_RAW") == 13u);
  CHECK(sys::capability_number("cap_sys_admin") == 21u);
  CHECK(sys::capability_number("Setfcap") == 31u);
  CHECK(sys::capability_number("checkpoint_restore") == 40u);
  for (const char* text : {"", "CAP_", "cap_cap_chown", "CHOWN ", "SYS-ADMIN", "41", "all"}) {
    INFO(text);
    CHECK_FALSE(sys::capability_number(text).has_value());
  }
}

TEST_CASE("every number goes to its text and back") {
  for (unsigned number = 0; number < sys::capability_names.size(); ++number) {
    CHECK(sys::capability_number(sys::capability_text(number)) == number);
  }
  CHECK(sys::capability_text(41).empty());
}

TEST_CASE("the default set is podman's eleven") {
  // as /proc/self/status shows it in such a container
  CHECK(sys::default_capabilities == 0x800405fb);
  CHECK(std::popcount(sys::default_capabilities) == 11);
  CHECK_FALSE(sys::has_capability(sys::default_capabilities, *sys::capability_number("net_raw")));
}

TEST_CASE("sets up to a last number") {
  CHECK(sys::capabilities_up_to(0) == 1);
  CHECK(sys::capabilities_up_to(40) == 0x1ffffffffff);
  CHECK(sys::capabilities_up_to(63) == ~sys::CapabilitySet{0});
  CHECK_FALSE(sys::has_capability(~sys::CapabilitySet{0}, 64));
}

TEST_CASE("the last capability is the kernel's") {
  std::ifstream file("/proc/sys/kernel/cap_last_cap");
  unsigned last = 0;
  if (file >> last) CHECK(sys::last_capability() == last);
  CHECK(sys::last_capability() >= 37);
}
