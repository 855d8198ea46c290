// Lists over pages: asks for page after page until the limit, and shows them as one table or as
// JSON, one object a line. Main thread. A page that fails ends the list with its Failure; nothing
// was printed then.
#ifndef USHER_TOOLS_USHERCTL_LISTING_H_
#define USHER_TOOLS_USHERCTL_LISTING_H_

#include <algorithm>
#include <string>
#include <vector>

#include "tools/client/table.h"
#include "tools/usherctl/session.h"

namespace usher::ctl {

constexpr int kDefaultLimit = 100;
constexpr int kLargestPage = 1000;

// `items` takes the repeated field out of a response. Items come redacted.
template <class Item, class Stub, class Request, class Response, class Items>
Answer<std::vector<Item>> collect(
    Session& session, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
    Request request, int limit, int largest_page, const Items& items) {
  std::vector<Item> all;
  while (static_cast<int>(all.size()) < limit) {
    const int left = limit - static_cast<int>(all.size());
    request.set_page_size(std::min(left, largest_page));
    auto page = session.call(method, request);
    if (!page) return page.failure();
    for (const Item& item : items(*page)) {
      all.push_back(item);
      session.hide_private(all.back());
    }
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  return all;
}

// `nothing` is what is said instead of an empty table.
template <class Item, class AddRow>
client::ExitCode show_list(Session& session, Answer<std::vector<Item>> items, client::Table table,
                           const std::string& nothing, const AddRow& add) {
  if (!items) return session.fail(items.failure());
  if (session.settings().json) {
    for (const Item& item : *items) session.print_json(item);
    return client::ExitCode::kDone;
  }
  for (const Item& item : *items) add(table, item);
  if (table.empty()) {
    session.err() << nothing << '\n';
  } else {
    table.print(session.out(), session.colour());
  }
  return client::ExitCode::kDone;
}

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_LISTING_H_
