#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace skiff::base {

/// What went wrong, as far as code may branch on it. The text of an error is for people only.
enum class ErrorKind {
  internal,     ///< a bug of skiff itself
  usage,        ///< the command line is wrong
  invalid,      ///< a value, record or archive does not have the form it must have
  not_found,    ///< the named object does not exist
  exists,       ///< the name or object is already there
  in_use,       ///< the object cannot change while another uses it
  wrong_state,  ///< the object is not in the state that the step needs
  denied,       ///< permission refused by the kernel, a registry or a policy
  unsupported,  ///< this kernel, machine or version of skiff cannot do it
  no_space,     ///< a disk, quota or limit is full
  corrupt,      ///< stored or received data contradicts its own digest or structure
  unreachable,  ///< a peer on the network did not answer as it must
  timed_out,    ///< a deadline passed
  interrupted,  ///< a person or a signal asked to end
  io,           ///< any other failed system call
  no_command,   ///< the program to run does not exist in the container (exit code 127)
  not_invokable ///< the program exists but cannot be run (exit code 126)
};

/// An error value: built where a step fails, given context on the way up, printed once by the CLI.
/// Text is lower case without a full stop and names the object; `hint` is a second line that says what to do.
/// One pointer, and what it does is out of line: a Result stays small, and so does each of the thousand places that hand an
/// error on. A moved-from error may only be destroyed or assigned.
class Error {
 public:
  Error(ErrorKind kind, std::string message, int errno_value = 0);
  Error(const Error& other);
  Error(Error&&) noexcept = default;
  Error& operator=(const Error& other);
  Error& operator=(Error&&) noexcept = default;
  ~Error() = default;

  ErrorKind kind() const { return facts_->kind; }
  /// The errno of the failed system call, 0 where there was none.
  int errno_value() const { return facts_->errno_value; }
  const std::string& hint() const { return facts_->hint; }

  Error& with_kind(ErrorKind kind) & {
    facts_->kind = kind;
    return *this;
  }
  /// Puts `text` before the message: "text: message".
  Error& add_context(std::string_view text);
  Error& with_hint(std::string text) &;
  Error&& with_hint(std::string text) &&;

  /// One line: context, message and the words of errno. Control characters are escaped.
  std::string text() const;
  /// Message and context without the words of errno, for records that store errno apart.
  const std::string& message() const { return facts_->message; }

 private:
  struct Facts {
    ErrorKind kind;
    int errno_value;
    std::string message;
    std::string hint;
  };
  struct Delete {
    void operator()(Facts* facts) const noexcept;
  };
  std::unique_ptr<Facts, Delete> facts_;
};

template <typename T>
using Result = std::expected<T, Error>;

/// The kind that an errno stands for.
ErrorKind kind_of_errno(int errno_value);

/// What the templates below do, once for all of their arguments.
[[gnu::cold]] std::unexpected<Error> make_failure(ErrorKind kind, int errno_value, fmt::string_view format,
                                                  fmt::format_args arguments);
[[gnu::cold]] std::unexpected<Error> make_failure(Error error, fmt::string_view format, fmt::format_args arguments);

/// An error without errno: `return fail(ErrorKind::invalid, "bad port {}", text);`
template <typename... Args>
std::unexpected<Error> fail(ErrorKind kind, fmt::format_string<Args...> format, Args&&... args) {
  return make_failure(kind, 0, format, fmt::make_format_args(args...));
}

/// An error of a failed system call: `return fail_errno(errno, "cannot open {}", path);`
template <typename... Args>
std::unexpected<Error> fail_errno(int errno_value, fmt::format_string<Args...> format, Args&&... args) {
  return make_failure(kind_of_errno(errno_value), errno_value, format, fmt::make_format_args(args...));
}

/// Hands an error on, with context before its message.
template <typename... Args>
std::unexpected<Error> fail_with(Error error, fmt::format_string<Args...> format, Args&&... args) {
  return make_failure(std::move(error), format, fmt::make_format_args(args...));
}

}  // namespace skiff::base

namespace skiff {
using base::Error;
using base::ErrorKind;
using base::fail;
using base::fail_errno;
using base::fail_with;
using base::Result;
}  // namespace skiff

#define SKIFF_CONCAT_INNER(a, b) a##b
#define SKIFF_CONCAT(a, b) SKIFF_CONCAT_INNER(a, b)

/// Evaluates a Result and returns its error from the calling function.
#define TRY(expression) TRY_INNER(SKIFF_CONCAT(tried_, __COUNTER__), expression)
#define TRY_INNER(result, expression)                                           \
  do {                                                                          \
    if (auto result = (expression); !result) [[unlikely]]                       \
      return std::unexpected(std::move(result).error());                        \
  } while (false)

/// `TRY_ASSIGN(auto fd, open(...));` declares from, or assigns, the value of a Result; returns its error.
#define TRY_ASSIGN(target, expression) TRY_ASSIGN_INNER(SKIFF_CONCAT(try_result_, __LINE__), target, expression)
#define TRY_ASSIGN_INNER(result, target, expression)                            \
  auto result = (expression);                                                   \
  if (!result) [[unlikely]]                                                     \
    return std::unexpected(std::move(result).error());                          \
  target = *std::move(result)
