#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::image {

/// One way to authenticate that a server offers in WWW-Authenticate (RFC 9110 section 11.3).
struct Challenge {
  std::string scheme;                             ///< lower case: "bearer", "basic"
  std::map<std::string, std::string> parameters;  ///< names in lower case, values unquoted
  std::string token68;                            ///< what some schemes send in place of parameters

  /// Value of a parameter; empty if it is missing.
  std::string_view parameter(std::string_view name) const;
};

/// All challenges of one header value, in order. What follows the first byte that fits no rule is left out: a broken
/// header gives fewer challenges, never an error, and the first of equal parameter names stands.
std::vector<Challenge> parse_challenges(std::string_view header);

}  // namespace skiff::image
