#include "engine/core/model.h"

#include "routing/text.h"

namespace usher::core {

const ServiceModel* Model::service(std::string_view id) const {
  const std::size_t* at = find(Kind::kService, id);
  return at == nullptr ? nullptr : &services[*at];
}
const QueueModel* Model::queue(std::string_view id) const {
  const std::size_t* at = find(Kind::kQueue, id);
  return at == nullptr ? nullptr : &queues[*at];
}
const AgentModel* Model::agent(std::string_view id) const {
  const std::size_t* at = find(Kind::kAgent, id);
  return at == nullptr ? nullptr : &agents[*at];
}
const AdapterModel* Model::adapter(std::string_view id) const {
  const std::size_t* at = find(Kind::kAdapter, id);
  return at == nullptr ? nullptr : &adapters[*at];
}
bool Model::has_site(std::string_view id) const { return find(Kind::kSite, id) != nullptr; }
bool Model::has_skill(std::string_view id) const { return find(Kind::kSkill, id) != nullptr; }

const std::size_t* Model::find(Kind kind, std::string_view id) const {
  const auto& ids = index_[static_cast<std::size_t>(kind)];
  const auto at = ids.find(routing::to_absl(id));
  return at == ids.end() ? nullptr : &at->second;
}

void Model::index() {
  const auto fill = [this](Kind kind, const auto& list, const auto& id_of) {
    auto& ids = index_[static_cast<std::size_t>(kind)];
    ids.clear();
    ids.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i) ids.try_emplace(id_of(list[i]), i);
  };
  const auto id_of = [](const auto& entry) -> const std::string& { return entry.id; };
  const auto itself = [](const std::string& id) -> const std::string& { return id; };
  fill(Kind::kService, services, id_of);
  fill(Kind::kQueue, queues, id_of);
  fill(Kind::kAgent, agents, id_of);
  fill(Kind::kAdapter, adapters, id_of);
  fill(Kind::kSite, sites, itself);
  fill(Kind::kSkill, skills, itself);
}

}  // namespace usher::core
