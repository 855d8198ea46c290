// What the terminal shows of the traffic: one line an event, or on a terminal a summary that is
// refreshed in place; at the end the totals. Says where a newcomer should look. Loop's thread only.
#ifndef USHER_TOOLS_USHERSIM_PICTURE_H_
#define USHER_TOOLS_USHERSIM_PICTURE_H_

#include <deque>
#include <map>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "usher/v1/contact.pb.h"
#include "usher/v1/monitor.pb.h"

namespace usher::sim {

enum class PictureMode { kQuiet, kLines, kSummary };

class Picture {
 public:
  Picture(std::ostream& out, PictureMode mode, std::string address);

  // From the players: what they do.
  void arrived(const std::string& contact, const v1::Contact& person);
  void refused(const std::string& contact, absl::string_view message, absl::string_view reason);
  // From the daemon: what became of it.
  void changed(const v1::WatchResponse& change);
  void snapshot(const v1::AgencySnapshot& snapshot);

  void note(absl::string_view text);     // worth a line
  void problem(absl::string_view text);  // shown in every mode

  // Draws the summary again; nothing in the other modes.
  void refresh(absl::Time now, std::size_t live);
  void totals();

 private:
  struct Counts {
    int arrived = 0, completed = 0, abandoned = 0, lost = 0;
  };
  void event(std::string line);
  void count(const v1::Contact& contact);
  std::string hint() const;

  std::ostream& out_;
  const PictureMode mode_;
  const std::string address_;
  std::map<v1::Channel, Counts> counts_;
  int offers_ = 0, declined_ = 0, missed_ = 0, refused_ = 0;
  std::deque<std::string> events_;  // the last few, for the summary
  std::string last_waiting_;        // the contact that the hint names
  v1::AgencySnapshot snapshot_;
  int drawn_lines_ = 0;
};

}  // namespace usher::sim

#endif  // USHER_TOOLS_USHERSIM_PICTURE_H_
