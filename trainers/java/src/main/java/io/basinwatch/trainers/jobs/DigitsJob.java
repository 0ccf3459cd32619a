package io.basinwatch.trainers.jobs;

import io.basinwatch.engine.Loss;
import io.basinwatch.trainers.CheckpointSchedule;
import io.basinwatch.trainers.TrainingJob;
import io.basinwatch.trainers.data.Dataset;
import io.basinwatch.trainers.data.Digits;
import io.basinwatch.trainers.optimizer.Sgd;
import java.util.Map;

/** Hand-written digits, classified by a ReLU network 64-64-10. */
final class DigitsJob {
  private static final int HIDDEN = 64;
  private static final int BATCH = 32;
  private static final double LEARNING_RATE = 0.05;
  private static final double MOMENTUM = 0.9;
  private static final long SPACING = 100;
  private static final long LAST_STEP = 2000;

  private DigitsJob() {}

  static TrainingJob of(long seed) {
    Network network =
        new Network.Builder(Dataset.INPUT, seed)
            .realInput(Digits.PIXELS)
            .linear("hidden", Digits.PIXELS, HIDDEN)
            .relu()
            .linear("output", HIDDEN, Digits.CLASSES)
            .build();
    return new TrainingJob(
        "digits",
        network.model(),
        network.initialWeights(),
        Digits.load(),
        Loss.CROSS_ENTROPY,
        () -> new Sgd(LEARNING_RATE, MOMENTUM),
        BATCH,
        CheckpointSchedule.logarithmicThenLinear(SPACING, LAST_STEP),
        seed,
        Map.of());
  }
}
