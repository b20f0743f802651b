#include "parser.hpp"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>

#include <skiff/base/text.hpp>
#include <skiff/spec/filter.hpp>

/// Boost.Program_options alone does not speak this grammar (it reads on behind the image's name, refuses -dit beside
/// --detach=false, a scalar given twice and an empty value). So lexer.cpp makes complete pairs of name and value, and Boost
/// converts, stores and notifies. The only place that meets its exceptions.
namespace skiff::cli {

namespace {

namespace po = boost::program_options;

/// Collects what the parsers of single fields report: notifiers have no result.
struct Failure {
  std::optional<Error> error;
};

std::string flag_text(const Option& option) {
  return option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name.view()) : fmt::format("--{}", option.name.view());
}

Error wrong_value(const Option& option, std::string_view value, std::string_view why) {
  return Error(ErrorKind::usage,
               fmt::format("invalid argument \"{}\" for \"{}\" flag: {}", base::escape_control(value, 200), flag_text(option), why));
}

/// What Boost has to know of one row: how to convert its text, and where the result goes.
class SemanticOf {
 public:
  SemanticOf(const Option& option, Failure& failure) : option_(option), failure_(failure) {}

  const po::value_semantic* operator()(bool* target) const {
    return po::value<std::string>()->notifier([target, &option = option_, &failure = failure_](const std::string& value) {
      const auto truth = spec::parse_truth(value);
      if (truth)
        *target = *truth;
      else if (!failure.error)
        failure.error = wrong_value(option, value, "neither true nor false");
    });
  }
  const po::value_semantic* operator()(std::string* target) const { return po::value<std::string>(target); }
  const po::value_semantic* operator()(std::vector<std::string>* target) const {
    return po::value<std::vector<std::string>>(target)->composing();
  }
  const po::value_semantic* operator()(std::optional<std::int64_t>* target) const {
    return po::value<std::int64_t>()->notifier([target](std::int64_t value) { *target = value; });
  }
  const po::value_semantic* operator()(const Setter& setter) const {
    return po::value<std::vector<std::string>>()->composing()->notifier(
        [setter, &option = option_, &failure = failure_](const std::vector<std::string>& values) {
          for (const std::string& value : values) {
            if (failure.error) return;
            if (auto result = setter.set(setter.target, value); !result) {
              failure.error = wrong_value(option, value, result.error().text());
              failure.error->with_hint(result.error().hint());
            }
          }
        });
  }

 private:
  const Option& option_;
  Failure& failure_;
};

/// Boost's error names the option; the value is looked up in what was given.
Error error_of(const po::error_with_option_name& thrown, const Lexed& lexed) {
  const std::string dashed = thrown.get_option_name();
  const std::string_view name = std::string_view(dashed).substr(std::min(dashed.find_first_not_of('-'), dashed.size()));
  for (const LexedOption& given : lexed.options)
    if (given.option->name == name) return wrong_value(*given.option, given.value, "not a whole number");
  return Error(ErrorKind::usage, thrown.what());
}

}  // namespace

Result<void> store(std::span<const BoundTable> tables, const Lexed& lexed) {
  Failure failure;
  try {
    po::options_description description;
    po::parsed_options parsed(&description);
    for (const LexedOption& given : lexed.options) {
      parsed.options.emplace_back(std::string(given.option->name), std::vector<std::string>{std::string(given.value)});
      if (description.find_nothrow(std::string(given.option->name), false) != nullptr) continue;
      for (const BoundTable& table : tables) {
        if (given.option < table.options.begin() || given.option >= table.options.end()) continue;
        const Field field = table.options.bind(static_cast<std::size_t>(given.option - table.options.begin()), table.fields);
        description.add_options()(std::string(given.option->name).c_str(),
                                  std::visit(SemanticOf(*given.option, failure), field));
      }
    }
    po::variables_map values;
    po::store(parsed, values);
    po::notify(values);
  } catch (const po::error_with_option_name& thrown) {
    return std::unexpected(error_of(thrown, lexed));
  } catch (const po::error& thrown) {
    return fail(ErrorKind::usage, "{}", thrown.what());
  }
  if (failure.error) return std::unexpected(*std::move(failure.error));
  return {};
}

}  // namespace skiff::cli
