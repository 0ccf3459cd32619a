package io.basinwatch.platform.config;

import io.basinwatch.engine.InvalidInputException;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/** Checks between settings of a channel and of the jobs behind it. */
public final class ChannelSettings {
  /** A record may be fetched while two others are before it. */
  private static final int RECORDS_AHEAD = 3;

  private ChannelSettings() {}

  /**
   * A record that takes longer than SmallRye lets it stay unprocessed would end the channel.
   *
   * @throws InvalidInputException where that could happen
   */
  public static void requireConsistent(String service, MeasuringConfig config) {
    String name =
        "mp.messaging.incoming.%s-checkpoints.throttled.unprocessed-record-max-age.ms"
            .formatted(service);
    long maximum = ConfigProvider.getConfig().getValue(name, Long.class);
    Duration longest = config.deadline().plus(config.runWait()).multipliedBy(RECORDS_AHEAD);
    if (maximum > 0 && maximum < longest.toMillis()) {
      throw new InvalidInputException(
          "%s = %d is below %d times basinwatch.measuring.deadline and run-wait together, %d"
              .formatted(name, maximum, RECORDS_AHEAD, longest.toMillis()));
    }
  }
}
