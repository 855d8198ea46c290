// What `ushersim traffic --check` waits for, judged by the daemon's answers alone. Fed with what
// Watch said and with contacts as GetContact answered them. A value; loop's thread.
#ifndef USHER_TOOLS_USHERSIM_CHECK_H_
#define USHER_TOOLS_USHERSIM_CHECK_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/ushersim/agency_view.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/offer.pb.h"

namespace usher::sim {

class Check {
 public:
  // `view` must outlive it.
  explicit Check(const AgencyView& view);

  void offer(const v1::Offer& offer);
  // The contact as it was read after its end; anything that is not an end is ignored.
  void ended(const v1::Contact& contact);

  bool done() const { return missing().empty(); }
  // In words, in a fixed order.
  std::vector<std::string> missing() const;
  // What was seen, each with the contact that showed it.
  std::vector<std::string> seen() const;

 private:
  bool was_declined_and_reoffered(const v1::Contact& contact) const;
  bool was_signed(const v1::Contact& contact, const SimAgent& agent) const;
  bool met_a_hard_need(const v1::Contact& contact, const SimAgent& agent) const;

  const AgencyView& view_;
  std::vector<std::string> goals_;
  std::map<std::string, std::string> met_;                    // goal → contact
  std::map<std::string, std::set<std::string>> declined_by_;  // contact → agents
  std::map<std::string, std::string> accepted_by_;            // contact → agent
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_CHECK_H_
