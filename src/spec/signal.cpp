#include <skiff/spec/signal.hpp>

#include <array>

#include <skiff/base/fixed_text.hpp>
#include <skiff/base/text.hpp>

namespace skiff::spec {

namespace {

struct Name {
  base::FixedText<7> name;
  int number;
};

// signal(7), the numbers of x86 and arm.
constexpr std::array signal_names = {
    Name{"HUP", 1},     Name{"INT", 2},     Name{"QUIT", 3},   Name{"ILL", 4},    Name{"TRAP", 5},    Name{"ABRT", 6},
    Name{"BUS", 7},     Name{"FPE", 8},     Name{"KILL", 9},   Name{"USR1", 10},  Name{"SEGV", 11},   Name{"USR2", 12},
    Name{"PIPE", 13},   Name{"ALRM", 14},   Name{"TERM", 15},  Name{"STKFLT", 16}, Name{"CHLD", 17},  Name{"CONT", 18},
    Name{"STOP", 19},   Name{"TSTP", 20},   Name{"TTIN", 21},  Name{"TTOU", 22},  Name{"URG", 23},    Name{"XCPU", 24},
    Name{"XFSZ", 25},   Name{"VTALRM", 26}, Name{"PROF", 27},  Name{"WINCH", 28}, Name{"IO", 29},     Name{"PWR", 30},
    Name{"SYS", 31},    Name{"RTMIN", 34},  Name{"RTMAX", 64}, Name{"IOT", 6},    Name{"CLD", 17},    Name{"POLL", 29},
};
constexpr int first_realtime = 34;  // the C library keeps 32 and 33 for itself
constexpr int last_signal = 64;

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

/// "RTMIN+3" and "RTMAX-2"; 0 if it is none.
int realtime_number(std::string_view name) {
  if (name.size() < 7) return 0;
  const auto offset = base::parse_unsigned(name.substr(6));
  if (!offset || *offset > last_signal - first_realtime) return 0;
  if (name.starts_with("RTMIN+")) return first_realtime + static_cast<int>(*offset);
  if (name.starts_with("RTMAX-")) return last_signal - static_cast<int>(*offset);
  return 0;
}

}  // namespace

Result<int> parse_signal(std::string_view text) {
  if (const auto number = base::parse_unsigned(text)) {
    if (*number >= 1 && *number <= last_signal) return static_cast<int>(*number);
    return fail(ErrorKind::invalid, "invalid signal: {}: valid signals are 1 through {}", text, last_signal);
  }
  const std::string name = upper(text);
  std::string_view rest = name;
  if (rest.starts_with("SIG")) rest.remove_prefix(3);
  for (const Name& entry : signal_names)
    if (entry.name == rest) return entry.number;
  if (const int number = realtime_number(rest); number != 0) return number;
  return fail(ErrorKind::invalid, "invalid signal: {}", base::escape_control(text, 64));
}

}  // namespace skiff::spec
