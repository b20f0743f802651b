#include "actions.hpp"
#include "probe.hpp"
#include "signals.hpp"

// The embedded image `hello`: one static program that tells what it sees from inside a container, and does the small
// deeds that tests need of a program there. Its arguments are carried out from left to right.

namespace {

using namespace skiff::hello;
using skiff::bare::Output;

constexpr Text help_text =
    R"(usage: hello [OPTION...]

Tells what this program sees of the container around it. Options are carried
out from left to right; without one the report for people is printed.

  --report           the report for people
  --json             the same and more, as JSON
  --print TEXT       TEXT and a newline on standard output
  --print-error TEXT the same on standard error
  --write BYTES      BYTES bytes of numbered lines on standard output
  --write-error BYTES  the same on standard error
  --cat              copy standard input to standard output
  --environment      the environment, one variable a line
  --sleep SECONDS    wait (2, 0.5, inf); TERM, INT, HUP and QUIT end the program
                     with 128 + the signal's number
  --ignore SIGNAL    ignore a signal from here on
  --spawn N          start N children that sleep until they are killed
  --orphans N        leave N processes behind for process 1 to reap
  --try DEED         try a privileged deed, print "DEED: ok" or the error
                     ("list" prints the names)
  --call NR[,ARG...] one system call, print its result or the error
  --call32 NR[,ARG...]  the same by the 32-bit entry of this machine
  --exit CODE        end with CODE
  --signal SIGNAL    end by SIGNAL
  --help             this text
)";

struct Run {
  Arena& arena;
  const Program& program;
  Output& output;
};

[[noreturn]] void complain(Text message, Text object) {
  Output output(2);
  output.put("hello: ");
  output.put(message);
  put_escaped(output, object);
  output.put('\n');
  output.flush();
  skiff::bare::leave(125);
}

[[noreturn]] void fail(Run& run, Text step, long error) {
  run.output.flush();
  complain(step, error_name(run.arena, -error));
}

void check(Run& run, Text step, long result) {
  if (result < 0) fail(run, step, result);
}

std::uint64_t number_of(Text value) {
  std::uint64_t number = 0;
  if (!skiff::bare::parse_number(value, number)) complain("not a number: ", value);
  return number;
}

unsigned signal_of(Text value) {
  const unsigned number = signal_number(value);
  if (number == 0) complain("not a signal: ", value);
  return number;
}

/// "2", "0.5" or "inf".
std::uint64_t nanoseconds_of(Text value) {
  if (value == "inf" || value == "infinity") return ~std::uint64_t{0};
  Text fraction = value;
  const std::uint64_t seconds = number_of(skiff::bare::take_until(fraction, '.'));
  if (seconds > 1'000'000'000) complain("too long: ", value);
  std::uint64_t result = seconds * 1'000'000'000;
  std::uint64_t unit = 100'000'000;
  for (const char digit : fraction) {
    if (digit < '0' || digit > '9') complain("not a number: ", value);
    result += static_cast<std::uint64_t>(digit - '0') * unit;
    unit /= 10;
  }
  return result;
}

bool is_styled(const Program& program) {
  if (!program.terminals.is_terminal[1]) return false;
  for (char** entry = program.environment; *entry != nullptr; ++entry) {
    const Text variable(*entry);
    if (skiff::bare::starts_with(variable, "NO_COLOR=") || variable == "TERM=dumb") return false;
  }
  return true;
}

void put_line(Output& output, Text text) {
  output.put(text);
  output.put('\n');
  output.flush();
}

void report_deed(Run& run, Text name) {
  if (name == "list") {
    for (const Text& known : deed_names()) put_line(run.output, known);
    return;
  }
  const Text result = try_deed(run.arena, name);
  if (result.empty()) complain("not a deed (--try list prints them): ", name);
  put_line(run.output, skiff::bare::joined(run.arena, name, ": ", result));
}

void report_call(Run& run, Text text, bool is_32_bit) {
  const Text result = try_call(run.arena, text, is_32_bit);
  if (result.empty()) complain("not a system call (NUMBER[,ARGUMENT...]): ", text);
  put_line(run.output, result);
}

void sleep_or_end(Run& run, Text value) {
  run.output.flush();
  if (const unsigned number = sleep_for(nanoseconds_of(value)); number != 0) skiff::bare::leave(128 + static_cast<int>(number));
}

void exit_with(Run& run, Text value) {
  const std::uint64_t code = number_of(value);
  if (code > 255) complain("not an exit code: ", value);
  run.output.flush();
  skiff::bare::leave(static_cast<int>(code));
}

struct Option {
  Text name;
  bool has_value;
  void (*run)(Run& run, Text value);
};

constexpr Option options[] = {
    {"--report", false, [](Run& run, Text) { write_report(run.arena, run.program, run.output, is_styled(run.program)); }},
    {"--json", false, [](Run& run, Text) { write_json(run.arena, run.program, run.output); }},
    {"--print", true, [](Run& run, Text value) { put_line(run.output, value); }},
    {"--print-error", true, [](Run&, Text value) { Output error(2); put_line(error, value); }},
    {"--write", true, [](Run& run, Text value) { check(run, "cannot write to standard output: ", write_pattern(1, number_of(value))); }},
    {"--write-error", true, [](Run& run, Text value) { check(run, "cannot write to standard error: ", write_pattern(2, number_of(value))); }},
    {"--cat", false, [](Run& run, Text) { check(run, "cannot copy: ", copy_input()); }},
    {"--environment", false, [](Run& run, Text) { for (char** entry = run.program.environment; *entry != nullptr; ++entry) put_line(run.output, *entry); }},
    {"--sleep", true, sleep_or_end},
    {"--ignore", true, [](Run&, Text value) { ignore_signal(signal_of(value)); }},
    {"--spawn", true, [](Run& run, Text value) { check(run, "cannot start a child: ", spawn(number_of(value))); }},
    {"--orphans", true, [](Run& run, Text value) { check(run, "cannot start a child: ", make_orphans(number_of(value))); }},
    {"--try", true, report_deed},
    {"--call", true, [](Run& run, Text value) { report_call(run, value, false); }},
    {"--call32", true, [](Run& run, Text value) { report_call(run, value, true); }},
    {"--exit", true, exit_with},
    {"--signal", true, [](Run& run, Text value) { const unsigned number = signal_of(value); run.output.flush(); kill_self(number); }},
    {"--help", false, [](Run& run, Text) { run.output.put(help_text); }},
};

const Option& option_of(Text name) {
  for (const Option& option : options) {
    if (option.name == name) return option;
  }
  complain("unknown option (--help lists them): ", name);
}

}  // namespace

int program(int argument_count, char** arguments, char** environment) {
  const Terminals terminals = ask_terminals();  // first: tests look at what the size was before anything ran
  Arena arena;
  Output output(1);
  const Program self{argument_count, arguments, environment, terminals};
  Run run{arena, self, output};
  if (argument_count < 2) write_report(arena, self, output, is_styled(self));
  for (int i = 1; i < argument_count; ++i) {
    Text name(arguments[i]);
    Text value;
    const bool is_joined = name.find('=') != Text::npos;
    if (is_joined) {
      value = name;
      name = skiff::bare::take_until(value, '=');
    }
    const Option& option = option_of(name);
    if (option.has_value && !is_joined) {
      if (++i == argument_count) complain("needs a value: ", option.name);
      value = Text(arguments[i]);
    }
    if (!option.has_value && is_joined) complain("takes no value: ", option.name);
    option.run(run, value);
    output.flush();
  }
  output.flush();
  if (output.is_failed()) complain("cannot write to standard output", "");
  return 0;
}
