package io.basinwatch.trainers;

import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.LossSpec;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.Model;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.trainers.optimizer.Optimizer;
import io.basinwatch.trainers.publish.RunPublisher;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;

/** Trains a job with the engine's gradients and publishes what happens, on the calling thread. */
public final class Trainer implements AutoCloseable {
  private final TrainingJob job;
  private final RunPublisher publisher;
  private final LossFunction train;
  private final LossFunction heldout;
  private final ParameterVector w; // (parameters)

  public Trainer(TrainingJob job, RunPublisher publisher) {
    this.job = job;
    this.publisher = publisher;
    train = lossOver(job, job.data().train());
    heldout = lossOver(job, job.data().heldout());
    w = train.zeros();
    w.copyFrom(train.checkpoint());
  }

  private static LossFunction lossOver(TrainingJob job, TensorFile samples) {
    return LossFunctions.compile(
        Model.read(job.model()),
        job.initialWeights(),
        new LossSpec(job.loss(), OptionalLong.empty()),
        samples,
        EngineOptions.DEFAULT);
  }

  /**
   * Trains to the job's last step.
   *
   * @throws CancellationException if the thread is interrupted
   * @throws IOException if the broker does not take the events
   */
  public void train() throws IOException {
    Optimizer optimizer = job.optimizer().get();
    EpochSampler minibatches = new EpochSampler(train.sampleCount(), job.batchSize(), job.seed());
    ParameterVector gradient = train.zeros();
    List<Long> checkpoints = job.checkpoints();
    int saved = 0;
    for (long step = 0; ; step++) {
      if (checkpoints.get(saved) == step) {
        save(step);
        saved++;
      }
      if (saved == checkpoints.size()) {
        return;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("training was interrupted at step " + step);
      }
      double loss = train.gradient(w, minibatches.next(), gradient);
      optimizer.step(w, gradient);
      publisher.loss(step + 1, loss, optimizer.learningRate(), gradient.norm());
    }
  }

  private void save(long step) throws IOException {
    publisher.heldoutLoss(step, heldoutLoss());
    byte[] weights = Safetensors.write(StateDict.of(train.layout(), w));
    publisher.checkpoint(step, step * Math.min(job.batchSize(), train.sampleCount()), weights);
  }

  /** Mean loss over the held-out samples at the current weights. */
  public double heldoutLoss() {
    return heldout.loss(w, Minibatch.whole(heldout.sampleCount()));
  }

  /** Fraction of the held-out samples that are classified correctly at the current weights. */
  public double heldoutAccuracy() {
    return accuracy(heldout);
  }

  /** The same of the training samples. */
  public double trainAccuracy() {
    return accuracy(train);
  }

  private double accuracy(LossFunction samples) {
    int count = samples.sampleCount();
    int classes = samples.outputCount();
    double[] logits = new double[count * classes]; // (samples, classes)
    samples.outputs(w, Minibatch.whole(count), logits);
    int correct = 0;
    for (int i = 0; i < count; i++) {
      correct +=
          argMax(logits, i * classes, classes) == samples.targetClass(i).orElseThrow() ? 1 : 0;
    }
    return correct / (double) count;
  }

  private static int argMax(double[] values, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[from + i] > values[from + best] ? i : best;
    }
    return best;
  }

  @Override
  public void close() {
    train.close();
    heldout.close();
  }
}
