#include "results.hpp"

#include <algorithm>

#include <skiff/base/json.hpp>

#include "formatting.hpp"

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

namespace {

struct Inspected {
  base::json::value value;
  const Inspector* kind;
};

Result<Inspected> inspect_one(engine::Context& context, std::span<const Inspector> kinds, const std::string& name) {
  for (const Inspector& kind : kinds) {
    auto value = kind.find(context, name);
    if (value) return Inspected{*std::move(value), &kind};
    if (kinds.size() == 1 || value.error().kind() != ErrorKind::not_found) return std::unexpected(std::move(value).error());
  }
  return fail(ErrorKind::not_found, "no such object: \"{}\"", name);
}

/// The arrays of JSON that `inspect` shows have docker's indentation.
constexpr int inspect_indent = 4;

/// Each through the template, up to the first that it does not fit.
Result<void> print_inspected(Session& session, const std::string& format, std::span<const Inspected> found) {
  if (format.empty()) {
    base::json::array list;
    for (const Inspected& one : found) list.push_back(one.value);
    session.print_line(base::json_text(list, inspect_indent));
    return {};
  }
  TRY_ASSIGN(const Formatting formatting, Formatting::parse("inspect", format, session.personality));
  if (formatting.is_json()) {
    base::json::array list;
    for (const Inspected& one : found) list.push_back(one.value);
    print_json_list(session, list, inspect_indent);
    return {};
  }
  for (const Inspected& one : found) {
    const templates::Shape shape = one.kind->shape(session.personality);
    TRY(formatting.print(session, {shape}, std::span(&one.value, 1)));
  }
  return {};
}

}  // namespace

Result<int> inspect_all(Session& session, const std::string& format, std::span<const Inspector> kinds,
                        const std::vector<std::string>& names) {
  // A wrong template is told before anything is looked for.
  if (!format.empty()) TRY(Formatting::parse("inspect", format, session.personality));
  TRY_ASSIGN(engine::Context* const context, session.context());
  Results results(session, {});
  std::vector<Inspected> found;
  std::vector<Error> failures;
  for (const std::string& name : names) {
    auto one = inspect_one(*context, kinds, name);
    if (one && one->kind->adapt != nullptr) one->kind->adapt(one->value, session.personality);
    if (one)
      found.push_back(*std::move(one));
    else
      failures.push_back(std::move(one).error());
  }
  if (auto printed = print_inspected(session, format, found); !printed) failures.push_back(std::move(printed).error());
  for (const Error& failure : failures) results.add_failure(failure);
  return results.exit_code();
}

}  // namespace skiff::cli
