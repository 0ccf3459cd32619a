package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.basinwatch.engine.EngineOptions;
import io.basinwatch.engine.Loss;
import io.basinwatch.engine.LossFunction;
import io.basinwatch.engine.Minibatch;
import io.basinwatch.engine.ParameterVector;
import io.basinwatch.engine.RandomStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a sampler relies on when it takes many steps. */
class SteadyStateTest {
  private static final int SAMPLES = 640;

  @Test
  void aStepAllocatesNothing() {
    try (LossFunction loss = network()) {
      // Given: every path compiled, so that the compiler keeps vectors in registers
      Chain chain = new Chain(loss, 0);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long perStep = Long.MAX_VALUE;

      // When
      for (int round = 0; round < 400 && perStep > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        chain.run(1000);
        perStep = (threads.getCurrentThreadAllocatedBytes() - before) / 1000;
      }

      // Then
      assertThat(perStep).isZero();
    }
  }

  @Test
  void chainsGiveTheSameBitsOnOneThreadAndOnSeveral() {
    try (LossFunction loss = network()) {
      // Given
      List<double[]> one = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        one.add(chain(loss, i));
      }

      // When
      List<CompletableFuture<double[]>> several = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int index = i;
        several.add(CompletableFuture.supplyAsync(() -> chain(loss, index)));
      }

      // Then
      for (int i = 0; i < 4; i++) {
        assertThat(several.get(i).join()).isEqualTo(one.get(i));
      }
      assertThat(one.get(0)).isNotEqualTo(one.get(1));
    }
  }

  private static double[] chain(LossFunction loss, int index) {
    try (LossFunction fork = loss.fork()) {
      Chain chain = new Chain(fork, index);
      chain.run(200);
      return chain.w.toArray();
    }
  }

  private static LossFunction network() {
    return Networks.perceptron(
        EngineOptions.DEFAULT, Loss.CROSS_ENTROPY, "Relu", SAMPLES, 10, 32, 32, 10);
  }

  /** Stochastic gradient Langevin dynamics from the checkpoint. */
  private static final class Chain {
    private final LossFunction loss;
    private final ParameterVector w;
    private final ParameterVector gradient;
    private final Minibatch batch = Minibatch.ofSize(64);
    private final RandomStream random;

    Chain(LossFunction loss, int index) {
      this.loss = loss;
      this.w = loss.zeros();
      this.gradient = loss.zeros();
      this.random = RandomStream.of(3, index);
      w.copyFrom(loss.checkpoint());
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        batch.draw(random, SAMPLES);
        loss.gradient(w, batch, gradient);
        w.langevinStep(gradient, loss.checkpoint(), 1e-5, 100, 10, random);
      }
    }
  }
}
