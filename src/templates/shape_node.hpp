#pragma once

#include <skiff/templates/shape.hpp>

namespace skiff::templates {

/// One place of a description and what is below it.
struct Shape::Node {
  Place place = Place::structure;
  std::string type;    ///< in errors: "container.State"
  std::string target;  ///< of an alias
  Method method = nullptr;
  std::map<std::string, Node, std::less<>> members;  ///< "[]" is each element

  const Node* member(std::string_view name) const {
    const auto found = members.find(name);
    return found == members.end() ? nullptr : &found->second;
  }
};

}  // namespace skiff::templates
