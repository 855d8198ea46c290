// The daemon's numbers in the text format that Prometheus scrapes (version 0.0.4), and its health.
//
// For the HTTP server's thread. Names follow Prometheus' conventions: base units, _total for
// counters; labels are agencies and queues of the configuration, so their number is bounded, and
// nothing in them says who anybody is.
#ifndef USHER_ENGINE_HTTP_METRICS_H_
#define USHER_ENGINE_HTTP_METRICS_H_

#include <chrono>
#include <string>
#include <vector>

#include "engine/http/server.h"
#include "engine/runtime/agency.h"

namespace usher::http {

// How long a scrape waits for the writer of an agency; then that agency's queues are left out and
// usher_scrape_complete is 0.
inline constexpr std::chrono::seconds kScrapePatience(2);

Reply metrics(const std::vector<runtime::Agency*>& agencies, const std::string& version);
// 200 while every agency accepts commands, 503 with the agencies that do not.
Reply health(const std::vector<runtime::Agency*>& agencies);

}  // namespace usher::http

#endif  // USHER_ENGINE_HTTP_METRICS_H_
