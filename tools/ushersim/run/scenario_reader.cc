#include "tools/ushersim/run/scenario_reader.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "engine/config/check.h"
#include "engine/config/suggest.h"
#include "engine/config/utf8.h"
#include "routing/text.h"
#include "tools/ushersim/run/reading.h"

namespace usher::plan {
namespace {

using routing::str_cat;

constexpr int kMaxBases = 8;

const std::vector<std::string>& top_keys() {
  static const std::vector<std::string> keys = {
      "base",   "name",    "description",  "agency", "default_language", "run",
      "queues", "classes", "agent_groups", "policy", "targets",          "equity"};
  return keys;
}

std::string folder_of(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(file.substr(0, slash + 1));
}

}  // namespace

std::optional<std::string> read_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  // A folder opens and can't be read.
  if (in.bad() || text.bad()) return std::nullopt;
  if (in.peek() != std::ifstream::traits_type::eof()) return std::nullopt;
  return text.str();
}

Reading::Reading(std::string_view text, const std::string& file) { open(text, file, 0); }

void Reading::open(std::string_view text, const std::string& file, int depth) {
  documents_.push_back(std::make_unique<Document>(file, text));
  Document& document = *documents_.back();
  if (!document.findings().empty()) return;
  if (!document.tree().root()) {
    document.refuse("the file says nothing",
                    "begin with \"run:\", \"classes:\" and \"agent_groups:\"");
    return;
  }
  const Place root{&document, *document.tree().root(), ""};
  const Fields fields(root, top_keys());
  for (const std::string& key : top_keys()) {
    const auto place = fields.get(key);
    if (place && !section(key)) sections_.push_back({key, *place});
  }
  const auto base = fields.get("base");
  const auto name = base ? base->text() : std::nullopt;
  if (!name) return;
  const std::string path = beside(*base, *name);
  const auto found = read_file(path);
  if (!found) {
    base->error(str_cat("the file ", config::shown(path), " can't be read"),
                "name a scenario file, relative to this one");
  } else if (depth >= kMaxBases) {
    base->error("scenarios are based on each other too deeply",
                str_cat("at most ", kMaxBases, " files, none of them twice"));
  } else {
    open(*found, path, depth + 1);
  }
}

std::optional<Place> Reading::section(std::string_view key) const {
  for (const Section& section : sections_) {
    if (section.key == key) return section.place;
  }
  return std::nullopt;
}

std::string Reading::beside(const Place& place, std::string_view name) const {
  if (!name.empty() && name.front() == '/') return std::string(name);
  return folder_of(place.document->file()) + std::string(name);
}

std::string Reading::text_of(std::string_view key, std::string otherwise) const {
  const auto place = section(key);
  return place ? place->text().value_or(std::move(otherwise)) : otherwise;
}

std::vector<std::string> Reading::problems() const {
  std::vector<std::string> lines;
  for (const auto& document : documents_) {
    std::vector<config::Finding> findings = document->findings();
    config::sort_findings(findings);
    for (const config::Finding& finding : findings) {
      lines.push_back(config::to_string(finding, document->file()));
    }
  }
  lines.insert(lines.end(), extra_problems_.begin(), extra_problems_.end());
  return lines;
}

void Reading::agency() {
  const auto place = section("agency");
  scenario_.model = std::make_shared<core::Model>();
  scenario_.model->agency = "scenario";
  scenario_.model->default_language = "en";
  if (!place) {
    const auto language = section("default_language");
    const auto tag = language ? language->text() : std::nullopt;
    if (!tag) return;
    const auto canonical = routing::canonical_language_tag(*tag);
    if (canonical.ok()) {
      scenario_.model->default_language = *canonical;
    } else {
      language->error("no language", std::string(canonical.status().message()));
    }
    return;
  }
  for (const std::string_view key : {"queues", "default_language"}) {
    if (const auto own = section(key)) {
      own->error(str_cat(config::shown(key), " can't stand beside \"agency\""),
                 "the agency's configuration has it; leave one of the two out");
    }
  }
  const auto name = place->text();
  if (!name) return;
  const std::string path = beside(*place, *name);
  const config::Checked checked = config::check_file(path);
  for (const config::Finding& finding : checked.findings) {
    if (finding.severity == config::Finding::Severity::kError) {
      extra_problems_.push_back(config::to_string(finding, path));
    }
  }
  if (checked.models.empty()) {
    place->error(str_cat("the configuration ", config::shown(path), " is not valid"),
                 "`usherctl config check` names every mistake in it");
    return;
  }
  has_agency_ = true;
  *scenario_.model = *checked.models.front();
  for (const core::QueueModel& queue : scenario_.model->queues) {
    queue_ids_.push_back(queue.id);
    scenario_.queues.push_back({queue, std::nullopt});
    if (queue.max_waiting > 0) scenario_.queues.back().max_waiting = queue.max_waiting;
  }
}

std::vector<std::string> Reading::ids_of(std::string_view key, std::string_view what, int most) {
  std::vector<std::string> ids;
  const auto place = section(key);
  if (!place) return ids;
  const std::vector<Place> parts = place->list();
  if (parts.size() > static_cast<std::size_t>(most)) {
    place->error(str_cat("there are ", parts.size(), " of them"),
                 str_cat("at most ", most, " are taken"));
  }
  for (const Place& part : parts) {
    std::string id;
    if (part.node().kind == config::YamlNode::Kind::kMap) {
      for (std::size_t i = 0; i + 1 < part.node().children.size(); i += 2) {
        const auto& child = part.node().children;
        if (part.document->node(child[i]).scalar != "id") continue;
        const Place at{part.document, child[i + 1], part.path + ".id"};
        id = at.text().value_or("");
        if (!is_id(id)) {
          at.error(str_cat(config::shown(id), " is no id"),
                   "write up to 63 of a-z, 0-9, \"-\", \"_\" and \".\", a letter or digit first");
        } else if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
          at.error(str_cat("the ", what, " ", config::shown(id), " is there already"),
                   "give each an id of its own");
        }
        break;
      }
      if (id.empty()) part.error("\"id\" is missing", str_cat("name the ", what, ": id: NAME"));
    }
    ids.push_back(std::move(id));
  }
  return ids;
}

void Reading::ids() {
  class_ids_ = ids_of("classes", "class", kMaxClasses);
  group_ids_ = ids_of("agent_groups", "group", kMaxGroups);
  Document& first = *documents_.front();
  if (class_ids_.empty()) {
    first.refuse("nobody comes", "write at least one class of contacts under \"classes:\"");
  }
  if (group_ids_.empty()) {
    first.refuse("nobody is there to serve", "write at least one group under \"agent_groups:\"");
  }
}

void Reading::read() {
  const bool is_readable = std::all_of(documents_.begin(), documents_.end(),
                                       [](const auto& d) { return d->findings().empty(); });
  if (!is_readable && sections_.empty()) return;
  scenario_.name = text_of("name", documents_.front()->file());
  scenario_.description = text_of("description", "");
  agency();
  ids();
  run();
  queues();
  groups();
  classes();
  policy();
  equity();
  targets();
}

ReadScenario scenario_from_text(std::string_view text, const std::string& file) {
  Reading reading(text, file);
  reading.read();
  ReadScenario result;
  result.problems = reading.problems();
  if (!result.problems.empty()) return result;
  result.scenario = reading.take();
  set_agents(*result.scenario);
  return result;
}

ReadScenario read_scenario(const std::string& file) {
  const auto text = read_file(file);
  if (!text) {
    return {std::nullopt, {str_cat(file, ": error: the file can't be read; name a scenario file")}};
  }
  return scenario_from_text(*text, file);
}

void set_agents(Scenario& scenario) {
  auto model = std::make_shared<core::Model>(*scenario.model);
  model->agents.clear();
  for (const GroupPlan& group : scenario.groups) {
    if (!group.each.empty()) {
      model->agents.insert(model->agents.end(), group.each.begin(), group.each.end());
      continue;
    }
    const std::int64_t count = group.unlimited ? 1 : group.most();
    for (std::int64_t i = 0; i < count; ++i) {
      model->agents.push_back(group.model);
      model->agents.back().id = str_cat(group.id, "-", i + 1);
    }
  }
  model->queues.clear();
  for (const QueuePlan& queue : scenario.queues) model->queues.push_back(queue.model);
  model->index();
  scenario.model = std::move(model);
}

std::int64_t GroupPlan::most() const {
  std::int64_t most = 0;
  for (const PresencePart& part : presence) most = std::max(most, part.count);
  return most;
}

}  // namespace usher::plan
