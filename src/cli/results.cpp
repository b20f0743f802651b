#include "results.hpp"

#include <algorithm>

#include <skiff/base/json.hpp>

namespace skiff::cli {

void Results::add_failure(const Error& error) {
  session_.print_error(error);
  const bool is_in_use = error.kind() == ErrorKind::in_use || error.kind() == ErrorKind::wrong_state;
  int code = session_.personality.failure;
  if (codes_.is_removal && error.kind() == ErrorKind::not_found) code = 1;
  if (codes_.is_removal && is_in_use) code = session_.personality.removal_in_use;
  exit_code_ = std::max(exit_code_, code);
}

void Results::add(const engine::NamedResult& result) {
  if (result.result)
    session_.print_line(result.name);
  else
    add_failure(result.result.error());
}

void drop_missing(std::vector<engine::NamedResult>& results) {
  std::erase_if(results, [](const engine::NamedResult& result) {
    return !result.result && result.result.error().kind() == ErrorKind::not_found;
  });
}

Result<void> check_names_or_all(const Session& session, bool is_all) {
  if (session.operands.empty() == is_all) return {};
  return fail(ErrorKind::usage, "{}", is_all ? "--all and names exclude each other" : "you must provide at least one name or id");
}

Result<int> inspect_all(Session& session, const Inspect& inspect) {
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  base::json::array found;
  std::vector<Error> failures;
  for (const std::string& name : session.operands) {
    auto value = inspect(*context, name);
    if (value)
      found.push_back(*std::move(value));
    else
      failures.push_back(std::move(value).error());
  }
  session.print_line(base::json_text(found, 4));
  for (const Error& failure : failures) results.add_failure(failure);
  return results.exit_code();
}

}  // namespace skiff::cli
