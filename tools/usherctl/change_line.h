// One line for one change: what `watch`, `agent work` and `adapter attach` print. Pure; any thread.
#ifndef USHER_TOOLS_USHERCTL_CHANGE_LINE_H_
#define USHER_TOOLS_USHERCTL_CHANGE_LINE_H_

#include <string>

#include "usher/v1/agent.pb.h"
#include "usher/v1/contact.pb.h"
#include "usher/v1/monitor.pb.h"
#include "usher/v1/offer.pb.h"

namespace usher::ctl {

std::string line_of(const v1::Contact& contact);
std::string line_of(const v1::Agent& agent);
std::string line_of(const v1::Offer& offer);

// Without time and position; "" for what is no change (synced, heartbeat).
std::string line_of(const v1::WatchResponse& change);

}  // namespace usher::ctl

#endif  // USHER_TOOLS_USHERCTL_CHANGE_LINE_H_
