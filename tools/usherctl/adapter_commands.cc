// adapter attach: act as a channel's adapter; prints the effects that it would have to carry out.
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"

#include "tools/client/enums.h"
#include "tools/client/loop.h"
#include "tools/client/request_id.h"
#include "tools/client/signals.h"
#include "tools/client/stream.h"
#include "tools/client/times.h"
#include "tools/usherctl/change_line.h"
#include "tools/usherctl/menu.h"
#include "usher/v1/channel.grpc.pb.h"
#include "usher/v1/contact.grpc.pb.h"

namespace usher::ctl {
namespace {

using client::Collection;
using client::ExitCode;
using client::short_id;

struct AttachOptions {
  std::string adapter, held_for;
  std::vector<std::string> held;
  bool connect = false;
  std::int64_t count = 0;
};

class Adapter {
 public:
  Adapter(Session& session, client::Connection connection, v1::AttachRequest hello,
          AttachOptions options)
      : session_(session),
        connection_(std::move(connection)),
        stub_(connection_.channel()),
        hello_(std::move(hello)),
        options_(std::move(options)) {}

  ExitCode run() {
    client::SignalWatch signals(
        [this](int) { loop_->post([this] { stop(ExitCode::kInterrupted); }); });
    stream_ = Stream::open(loop_, connection_,
                           [this](grpc::ClientContext* context, Stream::Reactor* reactor) {
                             stub_.async()->Attach(context, reactor);
                           },
                           {[this](const v1::AttachResponse& message) { on_message(message); },
                            [this](const grpc::Status& status) { on_closed(status); }});
    send(hello_);
    beat();
    loop_->run();
    return code_;
  }

 private:
  using Stream = client::BidiStream<v1::AttachRequest, v1::AttachResponse>;

  void send(v1::AttachRequest request) {
    request.set_tag(++last_tag_);
    stream_->send(std::move(request));
  }

  void beat() {
    loop_->after(absl::Seconds(5), [this] {
      v1::AttachRequest request;
      request.mutable_heartbeat();
      send(std::move(request));
      beat();
    });
  }

  void stop(ExitCode code) {
    code_ = code;
    stopping_ = true;
    stream_->finish_sending();
    loop_->after(absl::Seconds(1), [this] { stream_->cancel(); });
    loop_->after(absl::Seconds(2), [this] { loop_->stop(); });
  }

  void on_message(const v1::AttachResponse& message) {
    if (message.has_heartbeat()) return;
    v1::AttachResponse shown = message;
    session_.hide_private(shown);
    if (session_.settings().json) {
      session_.print_json(shown);
    } else {
      session_.out() << text_of(shown) << std::endl;
    }
    if (message.has_refused()) {
      const ExitCode code = session_.fail(client::describe_refusal(
          message.refused().code(), message.refused().message(), message.refused().reason()));
      if (!attached_) stop(code);
      return;
    }
    attached_ = attached_ || message.has_attached();
    if (message.tag() != 0) return;
    carry_out(message);
    if (options_.count > 0 && ++seen_ == options_.count) stop(ExitCode::kDone);
  }

  void carry_out(const v1::AttachResponse& effect) {
    v1::AttachRequest done;
    done.set_effect_done(effect.sequence());
    send(std::move(done));
    if (!effect.has_bridge() || !options_.connect) return;
    v1::AttachRequest connect;
    connect.mutable_connect()->set_name(effect.bridge().contact());
    connect.mutable_connect()->set_request_id(client::new_request_id());
    send(std::move(connect));
  }

  static std::string text_of(const v1::AttachResponse& message) {
    switch (message.event_case()) {
      case v1::AttachResponse::kAttached:
        return absl::StrCat("attached: ", message.attached().kept_size(), " kept, ",
                            message.attached().lost_size(), " lost, ",
                            message.attached().taken_in_size(), " taken in, ",
                            message.attached().release_size(), " to let go");
      case v1::AttachResponse::kRefused:
        return "refused";
      case v1::AttachResponse::kDone:
        return absl::StrCat("done: ", line_of(message.done()));
      case v1::AttachResponse::kRing:
        return absl::StrCat("ring: ", line_of(message.ring()));
      case v1::AttachResponse::kStopRinging:
        return absl::StrCat("stop ringing: ", line_of(message.stop_ringing()));
      case v1::AttachResponse::kBridge:
        return absl::StrCat("bridge: ", line_of(message.bridge()));
      case v1::AttachResponse::kRelease:
        return absl::StrCat("release: ", line_of(message.release()));
      case v1::AttachResponse::kHeartbeat:
      case v1::AttachResponse::EVENT_NOT_SET:
        break;
    }
    return "";
  }

  void on_closed(const grpc::Status& status) {
    if (!stopping_) code_ = session_.fail(client::describe(status, connection_.address()));
    loop_->stop();
  }

  Session& session_;
  const client::Connection connection_;
  v1::ChannelService::Stub stub_;
  const v1::AttachRequest hello_;
  const AttachOptions options_;
  const std::shared_ptr<client::Loop> loop_ = std::make_shared<client::Loop>();
  std::shared_ptr<Stream> stream_;
  std::int64_t last_tag_ = 0, seen_ = 0;
  bool attached_ = false, stopping_ = false;
  ExitCode code_ = ExitCode::kDone;
};

ExitCode attach(Session& session, const AttachOptions& options) {
  auto name = session.name(Collection::kAdapter, options.adapter);
  if (!name) return session.fail(name.failure());
  v1::AttachRequest hello;
  hello.mutable_attach()->set_adapter(*name);
  for (const auto& id : options.held) {
    auto contact = session.name(Collection::kContact, id);
    if (!contact) return session.fail(contact.failure());
    v1::GetContactRequest request;
    request.set_name(*contact);
    // An adapter says all it knows of a person, so that a daemon that lost them could take them in.
    auto known = session.call(&v1::ContactService::Stub::GetContact, request);
    if (!known) return session.fail(known.failure());
    v1::HeldContact& held = *hello.mutable_attach()->add_held();
    held.set_contact_id(short_id(id));
    *held.mutable_contact() = *known;
  }
  auto connection = session.connection();
  if (!connection) return session.fail(connection.failure());
  return Adapter(session, *connection, std::move(hello), options).run();
}

}  // namespace

void add_adapter_commands(Menu& menu) {
  CLI::App& adapter = menu.group("adapter", "Channel adapters");
  auto options = std::make_shared<AttachOptions>();
  CLI::App& app =
      menu.verb(adapter, "attach",
                "Act as an adapter: print and acknowledge every effect (contacts that it "
                "held and are not in --held are closed as lost)",
                [options](Session& session) { return attach(session, *options); });
  app.add_option("ADAPTER", options->adapter, "The adapter's id or name")
      ->required()
      ->type_name("");
  app.add_option("--held", options->held, "Contacts that it holds, by id")
      ->type_name("ID")
      ->delimiter(',');
  app.add_flag("--connect", options->connect, "Report the person connected when told to bridge");
  app.add_option("--count", options->count, "End after so many effects")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
}

}  // namespace usher::ctl
