#include <skiff/base/result.hpp>

#include <cerrno>
#include <cstring>

#include <skiff/base/text.hpp>

namespace skiff::base {

Error::Error(ErrorKind kind, std::string message, int errno_value)
    : facts_(new Facts{kind, errno_value, std::move(message), {}}) {}

Error::Error(const Error& other) : facts_(new Facts(*other.facts_)) {}

Error& Error::operator=(const Error& other) {
  if (this != &other) facts_.reset(new Facts(*other.facts_));
  return *this;
}

void Error::Delete::operator()(Facts* facts) const noexcept { delete facts; }

Error& Error::add_context(std::string_view text) {
  facts_->message = fmt::format("{}: {}", text, facts_->message);
  return *this;
}

Error& Error::with_hint(std::string text) & {
  facts_->hint = std::move(text);
  return *this;
}

Error&& Error::with_hint(std::string text) && {
  facts_->hint = std::move(text);
  return std::move(*this);
}

std::string Error::text() const {
  std::string line = escape_control(message());
  if (errno_value() != 0) line += fmt::format(": {}", errno_text(errno_value()));
  return line;
}

std::unexpected<Error> make_failure(ErrorKind kind, int errno_value, fmt::string_view format, fmt::format_args arguments) {
  return std::unexpected(Error(kind, fmt::vformat(format, arguments), errno_value));
}

std::unexpected<Error> make_failure(Error error, fmt::string_view format, fmt::format_args arguments) {
  error.add_context(fmt::vformat(format, arguments));
  return std::unexpected(std::move(error));
}

ErrorKind kind_of_errno(int errno_value) {
  switch (errno_value) {
    case ENOENT:
    case ESRCH:
      return ErrorKind::not_found;
    case EEXIST:
      return ErrorKind::exists;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorKind::denied;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EFBIG:
      return ErrorKind::no_space;
    case EBUSY:
      return ErrorKind::in_use;
    case EINVAL:
      return ErrorKind::invalid;
    case ENOSYS:
    case EOPNOTSUPP:
      return ErrorKind::unsupported;
    case ETIMEDOUT:
      return ErrorKind::timed_out;
    case EINTR:
      return ErrorKind::interrupted;
    default:
      return ErrorKind::io;
  }
}

}  // namespace skiff::base
