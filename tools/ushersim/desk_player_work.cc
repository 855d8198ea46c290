// The agents' own part of DeskPlayer: how they answer offers and take contacts through their
// service.
#include "tools/client/names.h"
#include "tools/client/request_id.h"
#include "tools/ushersim/desk_player.h"

namespace usher::sim {
namespace {

constexpr double kDeclines = 0.05, kMisses = 0.02;
constexpr double kWrapUpSeconds = 45;

// Agents who know nothing of the matter, as with a contact that somebody else submitted.
constexpr absl::Duration kUnknownTalk = absl::Minutes(4);

}  // namespace

void DeskPlayer::on_offer(const v1::Offer& offer) {
  if (offer.state() != v1::Offer::LIVE || find(offer.agent()) == nullptr || finishing_) return;
  const auto matter = stage_.matters.find(offer.contact());
  const bool scripted = matter != stage_.matters.end() && matter->second.scripted_decline &&
                        declined_by_script_.insert(offer.contact()).second;
  const double chance = stage_.random.uniform();
  const absl::Duration thinking = absl::Seconds(stage_.random.between(0.7, 2.5));
  const bool may_decline = !stage_.view.config.decline_reasons().empty();
  if (may_decline && scripted) {
    matter->second.scripted_decline = false;
    stage_.loop->after(thinking, [this, offer] { decline(offer); });
  } else if (may_decline && chance < kDeclines) {
    stage_.loop->after(thinking, [this, offer] { decline(offer); });
  } else if (chance < kDeclines + kMisses) {
    return;  // away from the desk
  } else {
    stage_.loop->after(thinking, [this, offer] { answer(offer); });
  }
}

void DeskPlayer::answer(const v1::Offer& offer) {
  if (!open_ || finishing_) return;
  v1::WorkRequest request;
  auto& accept = *request.mutable_accept();
  accept.set_name(offer.name());
  accept.set_fence(offer.fence());
  accept.set_request_id(client::new_request_id());
  send(std::move(request));
}

void DeskPlayer::decline(const v1::Offer& offer) {
  if (!open_ || finishing_) return;
  const auto& reasons = stage_.view.config.decline_reasons();
  v1::WorkRequest request;
  auto& declined = *request.mutable_decline();
  declined.set_name(offer.name());
  declined.set_fence(offer.fence());
  const auto which = stage_.random.index(static_cast<std::size_t>(reasons.size()));
  declined.set_reason_code(reasons[static_cast<int>(which)]);
  declined.set_request_id(client::new_request_id());
  send(std::move(request));
}

void DeskPlayer::connect(const std::string& contact) {
  v1::WorkRequest request;
  request.mutable_connect()->set_name(contact);
  request.mutable_connect()->set_request_id(client::new_request_id());
  send(std::move(request));
}

void DeskPlayer::end(const std::string& contact) {
  v1::WorkRequest request;
  request.mutable_end()->set_name(contact);
  request.mutable_end()->set_ended_by(v1::EndContactRequest::AGENT);
  request.mutable_end()->set_request_id(client::new_request_id());
  send(std::move(request));
}

void DeskPlayer::complete(const std::string& contact) {
  const auto& codes = stage_.view.config.outcome_codes();
  v1::WorkRequest request;
  request.mutable_complete()->set_name(contact);
  if (!codes.empty()) {
    const auto which = stage_.random.zipf(static_cast<std::size_t>(codes.size()));
    request.mutable_complete()->set_outcome_code(codes[static_cast<int>(which)]);
  }
  request.mutable_complete()->set_request_id(client::new_request_id());
  send(std::move(request));
}

void DeskPlayer::finish_up() {
  finishing_ = true;
  if (!open_) return;
  for (const auto& [name, player] : players_) {
    for (const auto& [contact, state] : player.hands) {
      if (state == v1::Contact::CONNECTED) end(contact);
      if (state == v1::Contact::WRAP_UP) complete(contact);
    }
  }
}

void DeskPlayer::later(Player& player, const v1::Contact& contact, absl::Duration delay,
                       std::function<void(const std::string&)> work) {
  const auto state = contact.state();
  stage_.loop->after(finishing_ ? absl::ZeroDuration() : delay,
                     [this, &player, name = contact.name(), state, work = std::move(work)] {
                       const auto found = player.hands.find(name);
                       if (open_ && found != player.hands.end() && found->second == state)
                         work(name);
                     });
}

void DeskPlayer::on_contact(const v1::Contact& contact) {
  Player* player = find(contact.agent());
  for (auto& [agent, other] : players_) {
    if (&other != player) other.hands.erase(contact.name());
  }
  if (player == nullptr) return;
  const auto before = player->hands.find(contact.name());
  if (before != player->hands.end() && before->second == contact.state()) return;
  player->hands[contact.name()] = contact.state();
  const auto matter = stage_.matters.find(contact.name());
  const absl::Duration talk =
      matter == stage_.matters.end() ? kUnknownTalk / stage_.speed : matter->second.talk;
  switch (contact.state()) {
    case v1::Contact::ASSIGNED:
      // Adapters say themselves that the person is there; without one the agent does.
      if (!contact.adapter().empty()) return;
      return later(*player, contact, absl::Seconds(1),
                   [this](const std::string& name) { connect(name); });
    case v1::Contact::CONNECTED: {
      // Where the person can hang up they mostly do so first.
      const bool ours = contact.channel() == v1::WEB || contact.adapter().empty();
      const absl::Duration until = ours ? talk : talk * stage_.random.between(0.9, 1.6);
      return later(*player, contact, until, [this](const std::string& name) { end(name); });
    }
    case v1::Contact::WRAP_UP:
      return later(*player, contact,
                   absl::Seconds(kWrapUpSeconds * stage_.random.between(0.3, 1.5)) / stage_.speed,
                   [this](const std::string& name) { complete(name); });
    case v1::Contact::HELD:
      return;
    default:  // it is over, or back in line
      player->hands.erase(contact.name());
      if (player->state == v1::Agent::AVAILABLE) plan_pull(*player);
  }
}

}  // namespace usher::sim
