package io.basinwatch.trainers.jobs;

import io.basinwatch.engine.Loss;
import io.basinwatch.trainers.CheckpointSchedule;
import io.basinwatch.trainers.TrainingJob;
import io.basinwatch.trainers.data.Dataset;
import io.basinwatch.trainers.data.ModularAddition;
import io.basinwatch.trainers.optimizer.AdamW;
import java.util.Map;

/**
 * Addition modulo 53 by an embedding of 12 and a hidden layer of 48, from 40 % of the pairs. With
 * weight decay the network first memorises its pairs and generalises to the others much later
 * (Power et al. 2022). Each step sees all training pairs.
 */
final class GrokkingJob {
  private static final int MODULUS = 53;
  private static final int EMBEDDING = 12;
  private static final int HIDDEN = 48;
  private static final double TRAIN_FRACTION = 0.4;
  private static final double LEARNING_RATE = 0.01;
  private static final double WEIGHT_DECAY = 0.5;
  private static final long SPACING = 40;
  private static final long LAST_STEP = 4000;

  private GrokkingJob() {}

  static TrainingJob of(long seed) {
    Network network =
        new Network.Builder(Dataset.INPUT, seed)
            .embeddedInput(2, MODULUS, EMBEDDING)
            .linear("hidden", 2 * EMBEDDING, HIDDEN)
            .relu()
            .linear("output", HIDDEN, MODULUS)
            .build();
    Dataset data = ModularAddition.of(MODULUS, TRAIN_FRACTION, seed);
    return new TrainingJob(
        "grokking",
        network.model(),
        network.initialWeights(),
        data,
        Loss.CROSS_ENTROPY,
        () -> new AdamW(LEARNING_RATE, WEIGHT_DECAY),
        data.trainSize(),
        CheckpointSchedule.logarithmicThenLinear(SPACING, LAST_STEP),
        seed,
        Map.of());
  }
}
