package io.basinwatch.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.platform.domain.ServiceStatus;
import io.basinwatch.v1.MeasuringProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private final ServiceStatus status = new ServiceStatus("llc");
  private final List<MeasuringProgress> sent = new ArrayList<>();
  private final ProgressReporter reporter =
      new ProgressReporter(status, event -> sent.add(event.value()), () -> now);

  @Test
  void aStatisticThatSaysNothingIsSpokenOfNowAndThenUntilTheJobEnds() {
    // Given
    begin();

    // When
    at(19).repeat();
    at(20).repeat();
    at(21).repeat();
    at(22).ended();
    at(90).repeat();

    // Then
    assertThat(sent)
        .extracting(event -> EventFields.instant(event.getSentAt()))
        .containsExactly(START, START.plusSeconds(20), START.plusSeconds(22));
    assertThat(sent)
        .extracting(MeasuringProgress::getStatistic, MeasuringProgress::getEnded)
        .containsExactly(tuple("llc", false), tuple("llc", false), tuple("", true));
  }

  @Test
  void nothingIsSaidOfAJobThatBeganNoStatistic() {
    // Given
    status.begin(checkpoint(), now);

    // When
    at(60).repeat();
    at(61).ended();

    // Then
    assertThat(sent).isEmpty();
  }

  private void begin() {
    status.begin(checkpoint(), now);
    status.measuring("llc", 0);
    reporter.begun();
  }

  private ProgressReporter at(long seconds) {
    now = START.plusSeconds(seconds);
    return reporter;
  }

  private static Checkpoint checkpoint() {
    return new Checkpoint("run", 1, new Reference(new Reference.Location.Missing(), 0, ""), START);
  }
}
