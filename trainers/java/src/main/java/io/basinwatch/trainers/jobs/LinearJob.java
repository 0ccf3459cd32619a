package io.basinwatch.trainers.jobs;

import io.basinwatch.engine.Loss;
import io.basinwatch.trainers.CheckpointSchedule;
import io.basinwatch.trainers.TrainingJob;
import io.basinwatch.trainers.data.Dataset;
import io.basinwatch.trainers.data.LinearTeacher;
import io.basinwatch.trainers.optimizer.Sgd;
import java.util.Map;

/**
 * A deep linear network from small initial weights, on a linear teacher of rank 3. It learns one
 * singular value of the teacher after the other, and its LLC rises in steps (Saxe et al. 2014).
 */
final class LinearJob {
  private static final int WIDTH = 6;
  private static final double[] SINGULAR_VALUES = {6, 3, 1.5};
  private static final int TRAIN = 1000;
  private static final int HELD_OUT = 500;
  private static final double INITIAL_SCALE = 0.03;
  private static final int BATCH = 100;
  private static final double LEARNING_RATE = 0.005;
  private static final long SPACING = 50;
  private static final long LAST_STEP = 3000;

  private LinearJob() {}

  static TrainingJob of(long seed) {
    Network network =
        new Network.Builder(Dataset.INPUT, seed)
            .realInput(WIDTH)
            .linearMap("first", WIDTH, WIDTH, INITIAL_SCALE)
            .linearMap("second", WIDTH, WIDTH, INITIAL_SCALE)
            .linearMap("third", WIDTH, WIDTH, INITIAL_SCALE)
            .build();
    return new TrainingJob(
        "linear",
        network.model(),
        network.initialWeights(),
        LinearTeacher.of(WIDTH, SINGULAR_VALUES, TRAIN, HELD_OUT, seed),
        Loss.SQUARED_ERROR,
        () -> new Sgd(LEARNING_RATE, 0),
        BATCH,
        CheckpointSchedule.logarithmicThenLinear(SPACING, LAST_STEP),
        seed,
        Map.of());
  }
}
