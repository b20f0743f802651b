#pragma once

#include <span>
#include <string>
#include <vector>

#include <skiff/engine/container.hpp>
#include <skiff/templates/shape.hpp>

#include "session.hpp"

/// Commands that act on several objects: what went well is printed as typed, each failure is one error, and the exit code
/// is that of the worst.
namespace skiff::cli {

/// Exit codes of failures: the personality's for any. A removal has its own for an object that is missing, and for one that
/// is in use: scripts tell these apart.
struct FailureCodes {
  bool is_removal = false;
};
/// rm, rmi, volume rm.
constexpr FailureCodes removal_codes = {true};

class Results {
 public:
  Results(Session& session, FailureCodes codes) : session_(session), codes_(codes) {}

  void add_failure(const Error& error);
  /// Prints the name, or the error.
  void add(const engine::NamedResult& result);
  void add(const std::vector<engine::NamedResult>& results) {
    for (const engine::NamedResult& result : results) add(result);
  }
  int exit_code() const { return exit_code_; }

 private:
  Session& session_;
  FailureCodes codes_;
  int exit_code_ = 0;
};

/// Takes out what failed because there is no such object (--ignore).
void drop_missing(std::vector<engine::NamedResult>& results);

/// Errors: usage, where there are names beside --all, or neither.
Result<void> check_names_or_all(const Session& session, bool is_all);

/// How one kind of object is found, and what templates must know of it.
struct Inspector {
  Result<base::json::value> (*find)(engine::Context& context, const std::string& name);
  templates::Shape (*shape)(const Personality& personality);
  /// Changes what this personality shows in another way.
  void (*adapt)(base::json::value& value, const Personality& personality) = nullptr;
};
/// Prints what `inspect` finds of the objects that are named: as a JSON array, or each through the template `format`. Of several
/// kinds the first that has an object of this name counts. Missing ones are errors; the rest is printed all the same.
Result<int> inspect_all(Session& session, const std::string& format, std::span<const Inspector> kinds,
                        const std::vector<std::string>& names);

}  // namespace skiff::cli
