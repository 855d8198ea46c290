#include "tools/client/signals.h"

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"
#include <gtest/gtest.h>
#include <unistd.h>

namespace usher::client {
namespace {

TEST(SignalWatch, hears_a_signal_of_a_process_whose_other_threads_are_older) {
  absl::Notification over, heard;
  std::thread older([&over] { over.WaitForNotification(); });
  std::atomic<int> signal = 0;
  {
    const SignalWatch watch([&](int number) {
      signal = number;
      heard.Notify();
    });
    ASSERT_EQ(kill(getpid(), SIGTERM), 0);
    EXPECT_TRUE(heard.WaitForNotificationWithTimeout(absl::Seconds(10)));
  }
  EXPECT_EQ(signal, SIGTERM);
  over.Notify();
  older.join();
}

TEST(SignalWatch, gives_the_former_handlers_back) {
  struct sigaction before = {}, after = {};
  sigaction(SIGINT, nullptr, &before);
  {
    const SignalWatch watch([](int) {});
  }
  sigaction(SIGINT, nullptr, &after);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
}

}  // namespace
}  // namespace usher::client
