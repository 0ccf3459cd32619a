package io.basinwatch.platform.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.basinwatch.engine.onnx.OnnxBuilder;
import io.basinwatch.engine.safetensors.Safetensors;
import io.basinwatch.engine.safetensors.Tensor;
import io.basinwatch.engine.safetensors.TensorFile;
import io.basinwatch.v1.CheckpointSaved;
import io.basinwatch.v1.Reference;
import io.basinwatch.v1.RunEvent;
import io.basinwatch.v1.RunStarted;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small run: softmax regression from 4 inputs to 3 classes, and the events that a trainer sends
 * of it.
 */
public final class TestRun {
  public static final int INPUTS = 4;
  public static final int CLASSES = 3;
  public static final int TRAIN_SAMPLES = 24;
  public static final int HELDOUT_SAMPLES = 12;
  public static final long DATASET_SIZE = 1000;

  private TestRun() {}

  public static byte[] model() {
    return OnnxBuilder.create()
        .input("x", List.of(INPUTS))
        .parameter("fc.weight", List.of(CLASSES, INPUTS))
        .parameter("fc.bias", List.of(CLASSES))
        .node(
            "Gemm",
            List.of("x", "fc.weight", "fc.bias"),
            "logits",
            OnnxBuilder.attribute("transB", 1))
        .output("logits")
        .build();
  }

  /** Weights of a step, all different. */
  public static Map<String, Tensor> weights(long step) {
    SplittableRandom random = new SplittableRandom(step);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(
        "fc.weight", Tensor.ofFloats(List.of(CLASSES, INPUTS), floats(random, CLASSES * INPUTS)));
    tensors.put("fc.bias", Tensor.ofFloats(List.of(CLASSES), floats(random, CLASSES)));
    return tensors;
  }

  /** Samples with their classes. */
  public static Map<String, Tensor> probe(int samples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] targets = random.longs(samples, 0, CLASSES).toArray();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("x", Tensor.ofFloats(List.of(samples, INPUTS), floats(random, samples * INPUTS)));
    tensors.put("target", Tensor.ofLongs(List.of(samples), targets));
    return tensors;
  }

  /** Samples with a target for each output. */
  public static Map<String, Tensor> regression(int samples) {
    SplittableRandom random = new SplittableRandom(samples);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("x", Tensor.ofFloats(List.of(samples, INPUTS), floats(random, samples * INPUTS)));
    tensors.put(
        "target", Tensor.ofFloats(List.of(samples, CLASSES), floats(random, samples * CLASSES)));
    return tensors;
  }

  public static byte[] file(Map<String, Tensor> tensors) {
    return Safetensors.write(TensorFile.of(tensors));
  }

  public static RunStarted.Builder started(String run) {
    return RunStarted.newBuilder()
        .setRunId(run)
        .setName(run)
        .setModel(inline(model()))
        .setLoss("cross-entropy")
        .setTrainProbe(inline(file(probe(TRAIN_SAMPLES, 1))))
        .setHeldoutProbe(inline(file(probe(HELDOUT_SAMPLES, 2))))
        .setInitialWeights(inline(file(weights(0))))
        .setDatasetSize(DATASET_SIZE);
  }

  public static RunEvent event(RunStarted.Builder started) {
    return RunEvent.newBuilder().setStarted(started).build();
  }

  public static CheckpointSaved checkpoint(String run, long step) {
    return checkpoint(run, step, inline(file(weights(step))));
  }

  public static CheckpointSaved checkpoint(String run, long step, Reference weights) {
    return CheckpointSaved.newBuilder()
        .setRunId(run)
        .setStep(step)
        .setWeights(weights)
        .setSavedAt(savedAt(step))
        .build();
  }

  public static Timestamp savedAt(long step) {
    return Timestamp.newBuilder().setSeconds(1_700_000_000L + step).build();
  }

  public static Reference inline(byte[] data) {
    return described(data).setInline(ByteString.copyFrom(data)).build();
  }

  public static Reference stored(String uri, byte[] data) {
    return described(data).setUri(uri).build();
  }

  private static Reference.Builder described(byte[] data) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(data);
      return Reference.newBuilder()
          .setSizeBytes(data.length)
          .setSha256(ByteString.copyFrom(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
