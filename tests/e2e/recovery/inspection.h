// Looks at a daemon that has just come back and compares what the public contract shows with the
// ledger.
//
// One thread, while nobody changes anything. Findings are sentences; none means that all is well.
#ifndef USHER_TESTS_E2E_RECOVERY_INSPECTION_H_
#define USHER_TESTS_E2E_RECOVERY_INSPECTION_H_

#include <map>
#include <string>
#include <vector>

#include "tests/e2e/harness/client.h"
#include "tests/e2e/recovery/ledger.h"

namespace usher::e2e {

class Inspection {
 public:
  Inspection(const Client& client, Ledger& ledger) : client_(client), ledger_(ledger) {}

  // Everybody acknowledged is there, whole, in place, with what was acknowledged about them; nobody
  // is there twice or with two owners.
  void after_restart();
  // The same over everybody who ever was, when nobody is in line any more; and the counters agree.
  void at_the_end();

  int live() const { return static_cast<int>(live_.size()); }
  std::vector<std::string> take_findings() { return std::exchange(findings_, {}); }

 private:
  std::map<std::string, v1::Contact> list(bool ended_too);
  void check_submissions(bool all);
  void check_content(const v1::CreateContactRequest& sent, const v1::Contact& found);
  void check_services(bool all);
  void check_progress(const Service& service, const v1::Contact& found);
  void check_journeys(const std::map<std::string, v1::Contact>& contacts);
  void check_order();
  void check_owners();
  void check_counters(const std::map<std::string, v1::Contact>& contacts);
  // From the listing, or asked for by name.
  const v1::Contact* find(const std::string& name);
  void found(const std::string& sentence) { findings_.push_back(sentence); }

  const Client& client_;
  Ledger& ledger_;
  std::map<std::string, v1::Contact> live_;   // by name
  std::map<std::string, v1::Contact> asked_;  // ended ones that were asked for
  std::vector<std::string> findings_;
};

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_RECOVERY_INSPECTION_H_
