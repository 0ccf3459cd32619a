package io.basinwatch.platform.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.platform.domain.Checkpoint;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.platform.domain.Reference.Location;
import io.basinwatch.platform.domain.Run;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunStarted;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** Events as the trainers send them, in the services' own terms. */
final class Events {
  private Events() {}

  static Checkpoint checkpoint(byte[] value) {
    try {
      CheckpointSaved event = CheckpointSaved.parseFrom(nonEmpty(value));
      requireRunId(event.getRunId());
      if (event.getStep() < 0) {
        throw new InvalidInputException("step " + event.getStep() + " is negative");
      }
      return new Checkpoint(
          event.getRunId(),
          event.getStep(),
          reference(event.getWeights()),
          EventFields.instant(event.getSavedAt()));
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException(
          "the record is not a CheckpointSaved event: " + e.getMessage(), e);
    }
  }

  static Run run(byte[] value) {
    try {
      return run(RunEvent.parseFrom(nonEmpty(value)).getStarted());
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidInputException("its start is not a RunEvent: " + e.getMessage(), e);
    }
  }

  private static Run run(RunStarted event) throws InvalidProtocolBufferException {
    requireRunId(event.getRunId());
    return new Run(
        event.getRunId(),
        EventFields.instant(event.getStartedAt()),
        reference(event.getModel()),
        new LossSpec(
            Loss.of(event.getLoss()),
            event.hasIgnoreIndex()
                ? OptionalLong.of(event.getIgnoreIndex())
                : OptionalLong.empty()),
        reference(event.getTrainProbe()),
        event.hasHeldoutProbe()
            ? Optional.of(reference(event.getHeldoutProbe()))
            : Optional.empty(),
        event.getDatasetSize(),
        event.hasInitialWeights()
            ? Optional.of(reference(event.getInitialWeights()))
            : Optional.empty(),
        event.getSettingsMap());
  }

  private static Reference reference(io.basinwatch.v1.Reference reference) {
    Location location =
        switch (reference.getLocationCase()) {
          case URI -> new Location.Stored(reference.getUri());
          case INLINE -> new Location.Inline(reference.getInline().toByteArray());
          case LOCATION_NOT_SET -> new Location.Missing();
        };
    return new Reference(
        location,
        reference.getSizeBytes(),
        HexFormat.of().formatHex(reference.getSha256().toByteArray()));
  }

  private static byte[] nonEmpty(byte[] value) {
    if (value == null || value.length == 0) {
      throw new InvalidInputException("the record is empty");
    }
    return value;
  }

  private static void requireRunId(String id) {
    if (!EventFields.isRunId(id)) {
      throw new InvalidInputException(
          "run id '%s' is not 1 to 100 of A-Z a-z 0-9 . _ -".formatted(id));
    }
  }
}
