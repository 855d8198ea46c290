// The one contract between the engine and whoever holds people: a telephone system, a chat, a
// kiosk. An adapter speaks the messages of ChannelService.Attach (proto/usher/v1/channel.proto),
// whether it is built in or stands at the other end of a gRPC stream, so a remote one in any
// language is an equal of a built-in one, and both are described in one place.
//
// Order: the adapter opens an attachment, sends `attach` with everybody it holds, hears `attached`
// and every effect that is still due, and from then on requests and effects go both ways. Nothing
// that it is told can be undone by a crash: it was durable before. Each request with a tag gets
// exactly one answer with that tag, `done` or `refused`. An effect comes again after the next
// `attach` unless `effect_done` has named its sequence, so carrying one out must be idempotent: an
// offer's id tells whether it is known.
#ifndef USHER_CHANNELS_ADAPTER_H_
#define USHER_CHANNELS_ADAPTER_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "usher/v1/channel.pb.h"
#include "usher/v1/errors.pb.h"

namespace usher::channels {

// Why the engine ended an attachment.
struct Ending {
  struct Field {
    std::string path;
    std::string description;  // what is wrong and what would be right
  };
  v1::ErrorReason reason = v1::ERROR_REASON_INTERNAL;
  std::string message;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<Field> fields;
};

class Adapter {
 public:
  virtual ~Adapter() = default;
  // An answer or an effect, in order of positions. On a thread of the engine: it must only post.
  virtual void receive(const v1::AttachResponse& message) = 0;
  // The engine ended the attachment (replaced by a newer one, wrong first message); nothing is
  // received after it. On a thread of the engine: it must only post. An adapter attaches again when
  // the reason says that this helps (docs/glossary.md, error reasons).
  virtual void closed(const Ending& why) = 0;
};

// The adapter's end of an attachment. One thread at a time.
class Attachment {
 public:
  virtual ~Attachment() = default;
  // Never blocks. What can't be taken (a full queue, an unknown name) is answered with `refused`
  // and changes nothing. True where an answer with the message's tag comes, or has come, through
  // receive: all but heartbeats, acknowledgements and an `attach` with more to follow.
  virtual bool send(v1::AttachRequest& message) = 0;
  // The adapter goes away; idempotent. Its people keep their place for the configured
  // adapter_grace, and end as LOST_BY_CHANNEL after it.
  virtual void close() = 0;
};

// What an adapter is given.
class Engine {
 public:
  virtual ~Engine() = default;
  // An attachment for one adapter; `adapter` is not kept alive by it. Any thread.
  virtual std::shared_ptr<Attachment> open(std::weak_ptr<Adapter> adapter) = 0;
};

}  // namespace usher::channels

#endif  // USHER_CHANNELS_ADAPTER_H_
