#include "routing/matcher.h"

#include "routing/reference_matcher.h"

namespace usher::routing {

class Matcher::Impl : public ReferenceMatcher {};

Matcher::Matcher() : impl_(std::make_unique<Impl>()) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

RequirementId Matcher::acquire(const Requirement& requirement) {
  return impl_->acquire(requirement);
}
void Matcher::release(RequirementId id) { impl_->release(id); }
const Requirement& Matcher::requirement(RequirementId id) const { return impl_->requirement(id); }

void Matcher::add_waiting(ContactId id, RequirementId requirement, const OrderKey& key,
                          absl::Span<const AgentId> avoid) {
  impl_->add_waiting(id, requirement, key, avoid);
}
void Matcher::remove_waiting(ContactId id) { impl_->remove_waiting(id); }
bool Matcher::is_waiting(ContactId id) const { return impl_->is_waiting(id); }

void Matcher::add_agent(AgentId id, absl::Span<const Ability> abilities, std::int64_t scarcity) {
  impl_->add_agent(id, abilities, scarcity);
}
void Matcher::remove_agent(AgentId id) { impl_->remove_agent(id); }
bool Matcher::has_agent(AgentId id) const { return impl_->has_agent(id); }
void Matcher::set_free(AgentId id, const Freedom& freedom) { impl_->set_free(id, freedom); }
void Matcher::set_busy(AgentId id) { impl_->set_busy(id); }
bool Matcher::is_free(AgentId id) const { return impl_->is_free(id); }

std::optional<Match> Matcher::next_match() { return impl_->next_match(); }
std::optional<ContactId> Matcher::best_contact_for(AgentId id, ChannelSet channels) const {
  return impl_->best_contact_for(id, channels);
}
std::optional<AgentId> Matcher::best_agent_for(ContactId id) const {
  return impl_->best_agent_for(id);
}
std::size_t Matcher::ahead_in_class(ContactId id) const { return impl_->ahead_in_class(id); }
std::size_t Matcher::waiting_count() const { return impl_->waiting_count(); }
std::size_t Matcher::free_count() const { return impl_->free_count(); }
std::size_t Matcher::requirement_count() const { return impl_->requirement_count(); }
std::size_t Matcher::memory_bytes() const { return waiting_count() * sizeof(Match); }

}  // namespace usher::routing
