#include <skiff/cli/main.hpp>

#include <cerrno>
#include <csignal>

#include <skiff/base/text.hpp>
#include <skiff/engine/system.hpp>

#include "commands.hpp"
#include "formatting.hpp"
#include "help.hpp"
#include "lexer.hpp"
#include "not_yet.hpp"
#include "options/global.hpp"
#include "parser.hpp"
#include "terminal.hpp"

namespace skiff::cli {

namespace {

constexpr int engine_failed = 125;
constexpr int not_invokable = 126;
constexpr int no_command = 127;

using Words = std::span<const std::string_view>;

/// Where to read on about a wrong command line, behind what the error itself hints at.
void add_help_hint(const Session& session, Error& error) {
  const std::string_view command_name = session.command_name;
  std::string hint = error.hint();
  if (hint.find("See '") != std::string::npos) return;
  if (!hint.empty()) hint += hint.ends_with('?') || hint.ends_with('.') ? " " : ". ";
  error.with_hint(fmt::format("{}See '{} {}{}--help'", hint, session.personality.program, command_name, command_name.empty() ? "" : " "));
}

int exit_code_of(const Session& session, const Error& error) {
  const ErrorKind kind = error.kind();
  if (kind == ErrorKind::not_invokable) return not_invokable;
  if (kind == ErrorKind::no_command) return no_command;
  const std::string_view name = session.command_name;
  const std::string_view last_word = name.substr(name.rfind(' ') + 1);
  const bool shows_one_thing = last_word == "inspect" || last_word == "info" || last_word == "version";
  if (shows_one_thing && is_template_syntax_error(error)) return session.personality.bad_template;
  // Of docker's only what is wrong with an option, before anything was done.
  const bool is_usage = kind == ErrorKind::usage && !session.command_name.empty() && !session.has_options;
  return is_usage || last_word == "run" ? engine_failed : session.personality.failure;
}

/// Stores the options before the next operand into the session; how many words they were.
Result<std::size_t> take_leading_options(Session& session, Words words) {
  const std::array tables = {leading_options()};
  TRY_ASSIGN(const Lexed lexed, lex(tables, words, LexMode::stop_at_operand));
  const std::array bound = {BoundTable{leading_options(), &session.globals}};
  TRY(store(bound, lexed));
  return lexed.consumed;
}

/// A group's name alone, or with a word that it does not know.
Result<int> answer_group(Session& session, std::string_view group, Words rest) {
  if (!rest.empty()) return unknown_command(session, fmt::format("{} {}", group, rest[0]));
  session.print(overview(group, page_of(session)));
  return 0;
}

Result<int> dispatch(Session& session) {
  Words words = session.arguments();
  TRY_ASSIGN(std::size_t consumed, take_leading_options(session, words));
  words = words.subspan(consumed);
  if (session.globals.is_version_wanted) {
    session.print_line(fmt::format("skiff version {}", engine::version()));
    return 0;
  }
  if (words.empty() || session.globals.is_help_wanted) {
    session.print(overview("", page_of(session)));
    return 0;
  }
  std::vector<std::string_view> name = {words[0]};
  words = words.subspan(1);
  if (is_group(name[0])) {
    TRY_ASSIGN(consumed, take_leading_options(session, words));
    words = words.subspan(consumed);
    if (words.empty()) return answer_group(session, name[0], words);
    name.push_back(words[0]);
    words = words.subspan(1);
  }
  const auto found = find_command(name);
  if (!found) {
    if (name.size() > 1) return answer_group(session, name[0], std::span(name).subspan(1));
    return unknown_command(session, name[0]);
  }
  session.command_name = found->name;
  TRY(check_engine_environment(session.personality.program));
  if (found->command->starts_container) session.supervisor = engine::make_supervisor();
  return found->command->run(*found->command, session, words);
}

}  // namespace

Result<void> parse_words(const Command& command, Session& session, Words words, void* fields) {
  const std::array tables = {command.options, global_options()};
  const auto mode = command.operands.has_own_arguments ? LexMode::own_arguments : LexMode::interspersed;
  TRY_ASSIGN(const Lexed lexed, lex(tables, words, mode, command.names[0]));
  const std::array bound = {BoundTable{command.options, fields}, BoundTable{global_options(), &session.globals}};
  TRY(store(bound, lexed));
  session.has_options = true;
  session.operands.assign(lexed.operands.begin(), lexed.operands.end());

  if (session.globals.is_help_wanted || session.globals.is_version_wanted) return {};
  const std::size_t given = session.operands.size();
  if (command.operands.most == 0 && given > 0)
    return fail(ErrorKind::usage, "`{} {}` takes no arguments", session.personality.program, session.command_name);
  if (given < command.operands.least)
    return fail(ErrorKind::usage, "`{} {}` requires at least {} argument{}, {} given", session.personality.program,
                session.command_name, command.operands.least, command.operands.least == 1 ? "" : "s", given);
  if (given > command.operands.most)
    return fail(ErrorKind::usage, "`{} {}` takes at most {} argument{}, {} given", session.personality.program,
                session.command_name, command.operands.most, command.operands.most == 1 ? "" : "s", given);
  return {};
}

bool is_answered(const Command& command, Session& session) {
  if (session.globals.is_help_wanted) {
    session.print(command_help(command, session.command_name, page_of(session)));
    return true;
  }
  if (session.globals.is_version_wanted) {
    session.print_line(fmt::format("skiff version {}", engine::version()));
    return true;
  }
  return false;
}

std::unexpected<Error> unknown_command(const Session& session, std::string_view typed) {
  const std::string_view program = session.personality.program;
  const base::Cut words = base::cut(typed, ' ');
  const bool is_in_group = words.after && is_group(words.before);
  const std::string see = fmt::format("See '{} {}--help'", program, is_in_group ? fmt::format("{} ", words.before) : "");
  if (is_later_command(typed)) {
    const std::string_view way = way_round(typed);
    return std::unexpected(Error(ErrorKind::usage, fmt::format("skiff {} has no `{}` yet", engine::version(), typed))
                               .with_hint(way.empty() ? see : fmt::format("{}. {}", way, see)));
  }
  if (is_command_of_a_daemon(typed))
    return std::unexpected(Error(ErrorKind::usage, fmt::format("skiff has no `{}`", words.before))
                               .with_hint(fmt::format("It runs containers of this machine, without a daemon. {}", see)));
  Error error(ErrorKind::usage, fmt::format("unrecognized command `{} {}`", program, base::escape_control(typed, 200)));
  const std::string meant = meant_command(typed);
  error.with_hint(meant.empty() ? see : fmt::format("Did you mean `{} {}`? {}", program, meant, see));
  return std::unexpected(std::move(error));
}

int run(std::string_view called_as, Words arguments) {
  Session session(called_as, arguments);
  if (auto prepared = prepare_standard_streams(); !prepared) return engine_failed;
  Result<int> outcome = dispatch(session);
  auto flushed = session.flush();
  if (!flushed && outcome) outcome = std::unexpected(flushed.error());
  // A reader that went away ends a command as it ends any other program, without a word.
  if ((!flushed && flushed.error().errno_value() == EPIPE) || (!outcome && outcome.error().errno_value() == EPIPE))
    end_by_signal(SIGPIPE);
  if (outcome) return *outcome;
  if (outcome.error().kind() == ErrorKind::usage) add_help_hint(session, outcome.error());
  if (const int number = outcome.error().errno_value(); number != 0)
    session.print_log(base::LogLevel::debug, fmt::format("the error of the kernel is {}: {}", number, base::errno_text(number)));
  session.print_error(outcome.error());
  return exit_code_of(session, outcome.error());
}

void serve_if_supervisor(std::span<char* const> words) { engine::serve_if_supervisor(words); }

int report_bug(std::string_view what) {
  Session session("skiff", {});
  session.print_error(Error(ErrorKind::internal, std::string(what)));
  return engine_failed;
}

}  // namespace skiff::cli
