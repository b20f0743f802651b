#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <linux/audit.h>
#include <linux/filter.h>
#include <seccomp.h>

#include "profile.hpp"

// Runs at build time: compiles the default profile to a BPF program and writes it as a C++ array.
// Usage: generate OUTPUT
//
// libseccomp is asked for the numbers of calls only. The program is made here, for its shape: at load the kernel runs
// the filter for every call number to find those that are always allowed, so a binary search over ranges of numbers
// loads in a fraction of the time of libseccomp's tree of single numbers.

namespace {

using namespace skiff::runtime::seccomp_profile;

/// What happens to one call number: a verdict, or cases that look at arguments.
struct Decision {
  Verdict verdict = unnamed;
  const ConditionalCall* conditional = nullptr;
  bool operator==(const Decision&) const = default;
};

/// The first number of a run of numbers with one decision; the run ends where the next begins.
struct Range {
  std::uint32_t start;
  Decision decision;
};

struct Architecture {
  std::uint32_t audit_number;         ///< seccomp_data.arch
  std::vector<std::uint32_t> tokens;  ///< libseccomp's names for what shares that number
};

constexpr std::uint32_t x32_bit = 0x40000000;

std::vector<Architecture> architectures() {
#if defined(__x86_64__)
  return {{AUDIT_ARCH_X86_64, {SCMP_ARCH_X86_64, SCMP_ARCH_X32}}, {AUDIT_ARCH_I386, {SCMP_ARCH_X86}}};
#elif defined(__aarch64__)
  return {{AUDIT_ARCH_AARCH64, {SCMP_ARCH_AARCH64}}, {AUDIT_ARCH_ARM, {SCMP_ARCH_ARM}}};
#else
#error "the default seccomp profile knows x86_64 and aarch64: add this machine's architectures here"
#endif
}

template <typename Table>
std::optional<std::uint32_t> number_in(const Table& table, std::string_view name) {
  for (const NumberedCall& call : table) {
    if (call.name == name) return call.number;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> number_of(std::uint32_t token, std::string_view name) {
  if (const auto number = number_in(numbered_calls, name)) return token == SCMP_ARCH_X32 ? *number | x32_bit : *number;
  if (token == SCMP_ARCH_X86_64) {
    if (const auto number = number_in(x86_64_calls, name)) return number;
  }
  if (token == SCMP_ARCH_X86) {
    if (const auto number = number_in(i386_calls, name)) return number;
  }
  const int number = seccomp_syscall_resolve_name_arch(token, std::string(name).c_str());
  if (number < 0) return std::nullopt;  // not on this architecture
  return static_cast<std::uint32_t>(number);
}

/// A misspelt name would silently forbid a call.
bool is_known(std::string_view name) {
  return number_in(numbered_calls, name) || number_in(x86_64_calls, name) ||
         seccomp_syscall_resolve_name(std::string(name).c_str()) != __NR_SCMP_ERROR;
}

[[noreturn]] void complain(std::string_view text, std::string_view name) {
  std::fprintf(stderr, "generate: %.*s: %.*s\n", static_cast<int>(text.size()), text.data(), static_cast<int>(name.size()), name.data());
  std::exit(1);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> result;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find(' '), text.size());
    if (size > 0) result.push_back(text.substr(0, size));
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  return result;
}

std::vector<Range> ranges_of(const Architecture& architecture, bool is_for_i386_images) {
  std::map<std::uint32_t, Decision> calls;
  const auto add = [&](std::string_view name, const Decision& decision) {
    if (!is_known(name)) complain("unknown call", name);
    for (const std::uint32_t token : architecture.tokens) {
      const auto number = number_of(token, name);
      if (number && !calls.emplace(*number, decision).second) complain("named twice", name);
    }
  };
  for (const Group& group : groups) {
    for (const std::string_view name : words_of(group.names)) add(name, {group.verdict, nullptr});
  }
  for (const ConditionalCall& call : conditional_calls) {
    const bool is_free = is_for_i386_images && call.name == only_way_of_i386;
    add(call.name, is_free ? Decision{call.otherwise, nullptr} : Decision{0, &call});
  }
  std::vector<Range> ranges{{0, {}}};
  const auto start = [&](std::uint32_t number, const Decision& decision) {
    if (ranges.back().start == number) ranges.pop_back();
    if (ranges.empty() || ranges.back().decision != decision) ranges.push_back({number, decision});
  };
  for (const auto& [number, decision] : calls) {
    start(number, decision);
    ranges.push_back({number + 1, {}});  // taken back where the next number follows
  }
  // equal neighbours that the taking back has made
  std::vector<Range> merged;
  for (const Range& range : ranges) {
    if (merged.empty() || merged.back().decision != range.decision) merged.push_back(range);
  }
  return merged;
}

using Program = std::vector<sock_filter>;

void append(Program& program, const Program& more) { program.insert(program.end(), more.begin(), more.end()); }

sock_filter load(std::size_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }
sock_filter give(Verdict verdict) { return BPF_STMT(BPF_RET | BPF_K, verdict); }

/// Both architectures are little-endian: the low half of an argument comes first.
std::size_t low_half(unsigned argument) { return offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t); }

Program compile_cases(const ConditionalCall& call) {
  Program program;
  for (unsigned i = 0; i < call.case_count; ++i) {
    const Case& one = call.cases[i];
    for (unsigned j = 0; j < one.condition_count; ++j) {
      program.push_back(load(low_half(one.conditions[j].argument)));
      const unsigned rest = (one.condition_count - j - 1) * 2 + 1;  // up to and with this case's verdict
      program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, one.conditions[j].value, 0, static_cast<std::uint8_t>(rest)));
    }
    program.push_back(give(one.verdict));
  }
  program.push_back(give(call.otherwise));
  return program;
}

/// Where a search ends. Jumps lead forward and reach 255 instructions, so each part of a search that is short enough
/// has the ends that it needs behind it, once.
struct Ends {
  std::vector<Decision> decisions;
  std::vector<std::size_t> places;  ///< of each, from the start of the ends
  Program program;

  void need(const Decision& decision) {
    if (std::ranges::find(decisions, decision) != decisions.end()) return;
    decisions.push_back(decision);
    places.push_back(program.size());
    append(program, decision.conditional != nullptr ? compile_cases(*decision.conditional) : Program{give(decision.verdict)});
  }
  std::size_t place_of(const Decision& decision) const {
    return places[static_cast<std::size_t>(std::ranges::find(decisions, decision) - decisions.begin())];
  }
};

/// Where to halve the ranges [begin, end): both halves have as many numbers as can be, not as many ranges. When a filter is set
/// the kernel walks the program once for each number that it knows (its cache of what is always allowed), which is a fifth of
/// what installing costs; a long range is reached by few comparisons so.
std::size_t middle_of(const std::vector<Range>& ranges, std::size_t begin, std::size_t end) {
  constexpr std::uint32_t known_numbers = 480;  // of the kernel: what lies behind them is never asked for
  const auto place = [&](std::size_t range) {
    const std::uint32_t start = range < ranges.size() ? ranges[range].start : known_numbers;
    return std::min(start, known_numbers) + static_cast<std::uint32_t>(range);
  };
  std::size_t best = begin + 1;
  std::uint32_t best_difference = UINT32_MAX;
  for (std::size_t at = begin + 1; at < end; ++at) {
    const std::uint32_t below = place(at) - place(begin);
    const std::uint32_t above = place(end) - place(at);
    const std::uint32_t difference = below > above ? below - above : above - below;
    if (difference >= best_difference) continue;
    best_difference = difference;
    best = at;
  }
  return best;
}

/// The search over ranges [begin, end), its ends lying `distance` instructions behind it.
Program compile_search(const std::vector<Range>& ranges, std::size_t begin, std::size_t end, const Ends& ends, std::size_t distance) {
  const std::size_t middle = middle_of(ranges, begin, end);
  const bool is_leaf_below = middle - begin == 1;
  const bool is_leaf_above = end - middle == 1;
  Program above;
  if (!is_leaf_above) above = compile_search(ranges, middle, end, ends, distance);
  Program below;
  if (!is_leaf_below) below = compile_search(ranges, begin, middle, ends, above.size() + distance);
  const auto to_end = [&](std::size_t range) { return below.size() + above.size() + distance + ends.place_of(ranges[range].decision); };
  const std::size_t if_above = is_leaf_above ? to_end(middle) : below.size();
  const std::size_t if_below = is_leaf_below ? to_end(begin) : 0;
  if (if_above > 255 || if_below > 255) complain("a search is too long for its jumps", "compile_search");
  Program program{BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ranges[middle].start, static_cast<std::uint8_t>(if_above), static_cast<std::uint8_t>(if_below))};
  append(program, below);
  append(program, above);
  return program;
}

/// Binary search for the range of the number that is loaded; every way through it ends the program.
Program compile_ranges(const std::vector<Range>& ranges, std::size_t begin, std::size_t end) {
  Ends ends;
  for (std::size_t i = begin; i < end; ++i) ends.need(ranges[i].decision);
  if (end - begin == 1) return ends.program;
  if (end - begin - 1 + ends.program.size() <= 255) {
    Program program = compile_search(ranges, begin, end, ends, 0);
    append(program, ends.program);
    return program;
  }
  const std::size_t middle = middle_of(ranges, begin, end);
  const Program lower = compile_ranges(ranges, begin, middle);
  Program program{BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ranges[middle].start, 0, 1),
                  BPF_STMT(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(lower.size()))};
  append(program, lower);
  append(program, compile_ranges(ranges, middle, end));
  return program;
}

Program compile(bool is_for_i386_images) {
  Program program{load(offsetof(seccomp_data, arch))};
  for (const Architecture& architecture : architectures()) {
    const std::vector<Range> ranges = ranges_of(architecture, is_for_i386_images);
    Program part;
    // A program that looks at an argument is not cached: so the kernel does not walk it for each number of an architecture that
    // hardly any container uses.
    if (architecture.audit_number != architectures().front().audit_number) part.push_back(load(low_half(0)));
    part.push_back(load(offsetof(seccomp_data, nr)));
    append(part, compile_ranges(ranges, 0, ranges.size()));
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture.audit_number, 1, 0));
    program.push_back(BPF_STMT(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(part.size())));
    append(program, part);
  }
  program.push_back(give(SECCOMP_RET_KILL_PROCESS));  // an architecture that this machine does not have
  return program;
}

void write(std::ostream& output, const char* name, const Program& program) {
  output << "const sock_filter " << name << "[] = {\n";
  for (const sock_filter& instruction : program) {
    output << "    {" << instruction.code << ", " << unsigned{instruction.jt} << ", " << unsigned{instruction.jf} << ", " << instruction.k << "u},\n";
  }
  output << "};\n\n";
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 2) {
    std::fputs("usage: generate OUTPUT\n", stderr);
    return 2;
  }
  std::ofstream output(arguments[1]);
  output << "#include <skiff/runtime/seccomp_profile.hpp>\n\nnamespace skiff::runtime {\n\nnamespace {\n\n";
  write(output, "any_image", compile(false));
  write(output, "i386_image", compile(true));
  output << "}  // namespace\n\n"
            "std::span<const sock_filter> default_seccomp_filter() { return any_image; }\n\n"
            "std::span<const sock_filter> default_seccomp_filter_for_i386() { return i386_image; }\n\n"
            "}  // namespace skiff::runtime\n";
  output.flush();
  if (!output) complain("cannot write", arguments[1]);
  return 0;
}
