// The people who contact the agency: invented, believable, and the same for the same seed and
// configuration. Languages follow Zipf's law over what the agency's agents offer; most people come
// for something that somebody there can do, a few for something nobody can. One thread.
#ifndef USHER_TOOLS_USHERSIM_PEOPLE_H_
#define USHER_TOOLS_USHERSIM_PEOPLE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

#include "tools/ushersim/agency_view.h"
#include "tools/ushersim/random.h"
#include "usher/v1/contact.pb.h"

namespace usher::sim {

struct Person {
  std::string id;                 // the contact's id, unique within the run
  v1::Contact contact;            // as it will be submitted; without origin_time
  absl::Duration patience;        // gives up when not connected by then
  absl::Duration talk;            // how long the conversation takes
  bool does_not_come = false;     // called to the counter, and gone
  bool scripted_decline = false;  // the first agent who is offered it shall decline
};

class People {
 public:
  // `run` goes into every id, so that two runs against one journal do not meet. Times are divided
  // by `speed`.
  People(const AgencyView& view, std::uint64_t seed, std::string run, double speed);

  // The next one who comes; nullopt where no agent serves any channel that has an adapter.
  std::optional<Person> next();

  // For --check: somebody on this channel whom a configured agent can serve; nullopt: nobody could
  // be.
  std::optional<Person> servable(v1::Channel channel);
  // The same, who signs (by video, or there), or has a hard need.
  std::optional<Person> signing();
  std::optional<Person> with_hard_need();
  // Leaves almost at once.
  std::optional<Person> impatient();
  // Is declined by the first and wanted by the second of at least two able agents.
  std::optional<Person> declined_first();

 private:
  struct Language {
    std::string tag;
    v1::Modality modality;
  };
  // Whom to look for; what is not set is drawn.
  struct Wish {
    std::optional<v1::Channel> channel;
    std::optional<v1::Modality> modality;
    bool hard_need = false;
    int able_agents = 1;
  };

  v1::Channel draw_channel();
  std::vector<Language> languages_for(v1::Channel channel) const;
  std::optional<Person> draw_servable(const Wish& wish);
  std::optional<Person> try_servable(const Wish& wish);
  Person draw_any();
  // Waits as long as it takes.
  static std::optional<Person> steadfast(std::optional<Person> person);
  int count_able(const v1::Contact& contact) const;
  void add_needs(const SimAgent& anchor, bool hard, v1::Contact& contact);
  Person finish(v1::Contact contact);
  // Of `agents` who could serve the channel in the language.
  std::vector<const SimAgent*> able(v1::Channel channel, const Language& language) const;

  const AgencyView& view_;
  Random random_;
  const std::string run_;
  const double speed_;
  int count_ = 0;
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_PEOPLE_H_
