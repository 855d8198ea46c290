// The usual stage of these tests: a daemon on the sample agency, and a client beside it.
#ifndef USHER_TESTS_E2E_OFFICE_H_
#define USHER_TESTS_E2E_OFFICE_H_

#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "tests/e2e/harness/agency.h"
#include "tests/e2e/harness/client.h"
#include "tests/e2e/harness/daemon.h"
#include "tests/e2e/harness/desk.h"

namespace usher::e2e {

struct Office {
  explicit Office(const AgencyFile& file = {})
      : daemon(Daemon::serving(file.text())), client(daemon->address()) {}

  // Submits and returns the contact's name; a refusal fails the test.
  std::string submit(const v1::CreateContactRequest& request) {
    const auto answer = client.create(request);
    EXPECT_TRUE(answer.ok()) << to_text(answer.status);
    return answer->name();
  }
  v1::Contact::State state(const std::string& name) { return client.get_contact(name)->state(); }

  std::unique_ptr<Daemon> daemon;
  Client client;
};

// From the offer to the end of the conversation.
inline void serve_until_wrap_up(Desk& desk, const v1::Offer& offer) {
  const auto accepted = desk.accept(offer);
  ASSERT_TRUE(accepted.ok()) << accepted.message;
  EXPECT_EQ(accepted.done.offer().state(), v1::Offer::ACCEPTED);
  const auto connected = desk.connect(offer.contact());
  ASSERT_TRUE(connected.ok()) << connected.message;
  EXPECT_EQ(connected.done.contact().state(), v1::Contact::CONNECTED);
  const auto ended = desk.end(offer.contact());
  ASSERT_TRUE(ended.ok()) << ended.message;
  EXPECT_EQ(ended.done.contact().state(), v1::Contact::WRAP_UP);
}

}  // namespace usher::e2e

#endif  // USHER_TESTS_E2E_OFFICE_H_
