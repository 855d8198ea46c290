#include "tools/ushersim/picture.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "tools/client/enums.h"
#include "tools/client/names.h"
#include "tools/client/times.h"

namespace usher::sim {
namespace {

using client::short_id;
using client::word;

constexpr std::size_t kEvents = 10;
constexpr std::size_t kColumns = 78;

std::string lower(const std::string& text) { return absl::AsciiStrToLower(text); }

bool is_end(v1::Contact::State state) {
  return state >= v1::Contact::COMPLETED && state <= v1::Contact::DEFLECTED;
}

}  // namespace

Picture::Picture(std::ostream& out, PictureMode mode, std::string address)
    : out_(out), mode_(mode), address_(std::move(address)) {}

void Picture::event(std::string line) {
  if (mode_ == PictureMode::kLines) out_ << line << std::endl;
  if (mode_ != PictureMode::kSummary) return;
  events_.push_back(std::move(line));
  while (events_.size() > kEvents) events_.pop_front();
}

void Picture::note(absl::string_view text) { event(absl::StrCat("- ", text)); }

void Picture::problem(absl::string_view text) {
  if (mode_ == PictureMode::kQuiet) {
    out_ << "ushersim: " << text << std::endl;
  } else {
    event(absl::StrCat("! ", text));
  }
}

void Picture::arrived(const std::string& contact, const v1::Contact& person) {
  ++counts_[person.channel()].arrived;
  std::string line = absl::StrCat(short_id(contact), "  comes by ", lower(word(person.channel())),
                                  " for ", short_id(person.service()));
  if (!person.site().empty()) absl::StrAppend(&line, " at ", short_id(person.site()));
  for (const auto& option : person.languages()) {
    absl::StrAppend(&line, ", ", option.tag(), " ", lower(word(option.modality())));
  }
  for (const auto& need : person.needs()) absl::StrAppend(&line, ", needs ", word(need.code()));
  event(std::move(line));
}

void Picture::refused(const std::string& contact, absl::string_view message,
                      absl::string_view reason) {
  ++refused_;
  problem(absl::StrCat(short_id(contact), "  refused: ", message, " [", reason, "]"));
}

void Picture::count(const v1::Contact& contact) {
  Counts& counts = counts_[contact.channel()];
  if (contact.state() == v1::Contact::COMPLETED) {
    ++counts.completed;
  } else if (contact.state() == v1::Contact::ABANDONED) {
    ++counts.abandoned;
  } else if (is_end(contact.state())) {
    ++counts.lost;
  }
}

void Picture::changed(const v1::WatchResponse& change) {
  if (change.has_contact()) {
    const auto& contact = change.contact();
    count(contact);
    std::string line = absl::StrCat(short_id(contact.name()), "  ", lower(word(contact.state())));
    if (!contact.agent().empty()) absl::StrAppend(&line, ", agent ", short_id(contact.agent()));
    if (contact.state() == v1::Contact::WAITING) {
      absl::StrAppend(&line, " in ", short_id(contact.queue()));
      if (contact.has_routing() && contact.routing().able_agents() == 0) {
        absl::StrAppend(&line, ": nobody signed in can serve; usherctl explain ",
                        short_id(contact.name()));
      }
      last_waiting_ = short_id(contact.name());
    } else if (last_waiting_ == short_id(contact.name())) {
      last_waiting_.clear();
    }
    if (!contact.outcome_code().empty()) absl::StrAppend(&line, ", ", contact.outcome_code());
    event(std::move(line));
  } else if (change.has_offer()) {
    const auto& offer = change.offer();
    offers_ += offer.state() == v1::Offer::LIVE || offer.pulled();
    declined_ += offer.state() == v1::Offer::DECLINED;
    missed_ += offer.state() == v1::Offer::MISSED;
    if (offer.state() != v1::Offer::DECLINED && offer.state() != v1::Offer::MISSED) return;
    event(absl::StrCat(short_id(offer.contact()), "  ", lower(word(offer.state())), " by ",
                       short_id(offer.agent()), offer.reason().empty() ? "" : ": ", offer.reason(),
                       "; back in its place"));
  } else if (change.item_case() == v1::WatchResponse::kNewConfigRevision) {
    note(absl::StrCat("configuration revision ", change.new_config_revision(), " is in force"));
  }
}

void Picture::snapshot(const v1::AgencySnapshot& snapshot) { snapshot_ = snapshot; }

std::string Picture::hint() const {
  return absl::StrCat("look:  usherctl --address ", address_, " watch | queue | explain ",
                      last_waiting_.empty() ? "CONTACT" : last_waiting_);
}

void Picture::refresh(absl::Time now, std::size_t live) {
  if (mode_ != PictureMode::kSummary) return;
  std::vector<std::string> lines;
  lines.push_back(absl::StrFormat("Usher traffic  %s  live %d  offers %d  declined %d  missed %d",
                                  absl::FormatTime("%H:%M:%S", now, absl::LocalTimeZone()), live,
                                  offers_, declined_, missed_));
  lines.push_back(absl::StrFormat("%-12s%10s%11s%11s%8s", "channel", "arrived", "completed",
                                  "abandoned", "other"));
  for (const auto& [channel, counts] : counts_) {
    lines.push_back(absl::StrFormat("%-12s%10d%11d%11d%8d", lower(word(channel)), counts.arrived,
                                    counts.completed, counts.abandoned, counts.lost));
  }
  std::vector<std::string> queues;
  for (const auto& queue : snapshot_.queues()) {
    if (queue.waiting() == 0 && queue.in_service() == 0) continue;
    queues.push_back(
        absl::StrCat(short_id(queue.queue()), " ", queue.waiting(), "/", queue.in_service()));
  }
  lines.push_back("queues (waiting/in service): " + absl::StrJoin(queues, "  "));
  std::vector<std::string> states;
  for (const auto& [state, number] : std::map<std::string, int>(
           snapshot_.agents_by_state().begin(), snapshot_.agents_by_state().end())) {
    if (number > 0) states.push_back(absl::StrCat(number, " ", lower(state)));
  }
  lines.push_back("agents: " + absl::StrJoin(states, ", "));
  lines.insert(lines.end(), events_.begin(), events_.end());
  lines.push_back(hint());
  if (drawn_lines_ > 0) out_ << "\x1b[" << drawn_lines_ << "A";
  for (const auto& line : lines) out_ << "\x1b[2K" << line.substr(0, kColumns) << '\n';
  out_ << "\x1b[J" << std::flush;
  drawn_lines_ = static_cast<int>(lines.size());
}

void Picture::totals() {
  Counts all;
  for (const auto& [channel, counts] : counts_) {
    all.arrived += counts.arrived;
    all.completed += counts.completed;
    all.abandoned += counts.abandoned;
    all.lost += counts.lost;
  }
  out_ << "ushersim: " << all.arrived << " came, " << all.completed << " completed, "
       << all.abandoned << " abandoned, " << all.lost << " ended otherwise, " << refused_
       << " refused; " << offers_ << " offers, " << declined_ << " declined, " << missed_
       << " missed" << std::endl;
}

}  // namespace usher::sim
