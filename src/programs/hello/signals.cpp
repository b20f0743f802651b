#include "signals.hpp"

namespace skiff::hello {

using bare::Text;

namespace {

/// By number from 1, on x86 and arm (signal(7)).
constexpr Text names[] = {"HUP",  "INT",    "QUIT", "ILL",  "TRAP", "ABRT", "BUS",  "FPE",    "KILL", "USR1", "SEGV",
                          "USR2", "PIPE",   "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
                          "URG",  "XCPU",   "XFSZ", "VTALRM", "PROF", "WINCH", "IO",  "PWR",  "SYS"};
constexpr unsigned name_count = sizeof names / sizeof names[0];

}  // namespace

SignalName::SignalName(unsigned number) {
  const auto append = [&](Text text) {
    for (const char byte : text) bytes_[size_++] = byte;
  };
  if (number >= 1 && number <= name_count) {
    append(names[number - 1]);
  } else {
    append("RT");
    append(bare::Digits(number));
  }
}

unsigned signal_number(Text text) {
  std::uint64_t number = 0;
  if (bare::parse_number(text, number)) return number <= 64 ? static_cast<unsigned>(number) : 0;
  if (bare::starts_with(text, "SIG")) text.remove_prefix(3);
  for (unsigned i = 0; i < name_count; ++i) {
    if (text == names[i]) return i + 1;
  }
  return 0;
}

}  // namespace skiff::hello
