// One line, n equal servers, Poisson arrivals, exponential service, exponential patience: M/M/n+M,
// "Erlang A", and Erlang C where patience never ends. Exact to about 1e-12, for 10,000 servers and
// for any load. Immutable; pure; any thread.
//
// Sources: C. Palm, "Research on telephone traffic carried by full availability groups", Tele 1,
// 1957; F. Baccelli and G. Hebuterne, "On queues with impatient customers", Performance '81: the
// offered wait V (of somebody who would wait for ever) has an atom at 0 and the density
//   v(x) = lambda p(n-1) exp(H(x)),  H(x) = lambda int_0^x P(patience > u) du - n mu x,
// from which every measure here is an integral; S. Zeltyn and A. Mandelbaum, "Call centers with
// impatient customers: many-server asymptotics of the M/M/n+G queue", Queueing Systems 51, 2005.
#ifndef USHER_TOOLS_QUEUEING_DELAY_QUEUE_H_
#define USHER_TOOLS_QUEUEING_DELAY_QUEUE_H_

#include <cstdint>

namespace usher::queueing {

// Rates in one unit of time of the caller's choice; every time below is in that unit.
struct QueueInput {
  std::int64_t servers = 1;     // 1 to 10,000,000
  double arrival_rate = 0;      // > 0
  double service_rate = 0;      // > 0: 1 / mean service time
  double abandonment_rate = 0;  // >= 0: 1 / mean patience; 0: everybody waits for ever
};

// True where every field is in its range.
bool valid(const QueueInput& input);

class DelayQueue {
 public:
  // `input` must be valid(); else every answer is NaN.
  explicit DelayQueue(const QueueInput& input);

  const QueueInput& input() const { return input_; }

  // False: nobody gives up and more comes than can be served, so that the line grows without bound:
  // p_wait() is 1, waits are infinite and the service level is 0.
  bool stable() const { return stable_; }

  double load() const { return input_.arrival_rate / input_.service_rate; }  // erlangs
  double p_wait() const { return p_wait_; }
  double p_abandon() const { return p_abandon_; }
  double mean_wait() const { return mean_wait_; }                // of all, to service or hang-up
  double mean_wait_served() const { return mean_wait_served_; }  // of those who were served
  double mean_queue() const { return input_.arrival_rate * mean_wait_; }
  double utilization() const;  // of a server, 0 to 1

  // Share of all arrivals that are served after a wait of at most `time` >= 0.
  double service_level(double time) const;
  // Share of all arrivals whose wait, to service or hang-up, is longer than `time` >= 0.
  double p_wait_longer(double time) const;
  // Smallest time that a share `q` of all arrivals does not wait longer than; 0 <= q < 1.
  double wait_quantile(double q) const;

 private:
  void solve();
  // log of int_from^to weight(x) exp(H(x) - H(peak)) dx; to < 0 means infinity. The scale is left
  // out: in deep overload exp(H(peak)) has more digits than a double.
  template <typename Weight>
  double log_integral(double from, double to, const Weight& weight) const;
  double exponent(double x) const;  // H(x) - H(peak)
  double beyond(double x, double step) const;
  double probability(double log_value) const;

  QueueInput input_;
  bool stable_ = true;
  double peak_ = 0;      // where H is largest
  double log_mass_ = 0;  // of everybody who waits, as log_integral has it
  double p_free_ = 1;    // P(V = 0)
  double p_wait_ = 0;
  double p_abandon_ = 0;
  double mean_wait_ = 0;
  double mean_wait_served_ = 0;
};

}  // namespace usher::queueing

#endif  // USHER_TOOLS_QUEUEING_DELAY_QUEUE_H_
