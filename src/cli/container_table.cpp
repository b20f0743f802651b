#include "container_table.hpp"

#include "container_row.hpp"
#include "format.hpp"

namespace skiff::cli {

using engine::ContainerFacts;

Table container_table(const std::vector<ContainerFacts>& containers, const ColumnChoice& columns, const Personality& personality) {
  const base::Time now = base::now();
  std::vector<std::string> headings = {"CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"};
  if (columns.has_pods) headings.insert(headings.end(), {"POD ID", "PODNAME"});
  if (columns.has_sizes) headings.emplace_back("SIZE");
  Table table(std::move(headings));
  const RowStyle style{columns.is_whole, now, personality};
  for (const ContainerFacts& facts : containers) {
    std::vector<std::string> cells = {shown_id(facts.id, columns.is_whole), shown_image(facts.image, personality),
                                      command_text(facts, style), human_age(facts.created, now),
                                      status_text(facts, now), "", facts.name};
    if (columns.has_pods) cells.insert(cells.end(), {"", ""});
    if (columns.has_sizes) cells.push_back(size_text(facts));
    table.add(std::move(cells));
  }
  return table;
}

Table namespace_table(const std::vector<ContainerFacts>& containers, bool is_whole) {
  std::vector<std::string> headings = {"CONTAINER ID", "NAMES", "PID"};
  for (const NamespaceField& field : namespace_fields) headings.emplace_back(field.field);
  Table table(std::move(headings));
  for (const ContainerFacts& facts : containers) {
    std::vector<std::string> cells = {shown_id(facts.id, is_whole), facts.name, std::to_string(facts.pid)};
    for (const NamespaceField& field : namespace_fields) cells.push_back(namespace_text(facts, field));
    table.add(std::move(cells));
  }
  return table;
}

}  // namespace skiff::cli
