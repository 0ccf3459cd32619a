package io.basinwatch.engine.compile;

import io.basinwatch.engine.kernels.KernelSpec;
import java.util.List;

/** A kernel applied to buffers. */
record Instruction(KernelSpec spec, List<Buffer> inputs, List<Buffer> outputs) {

  Instruction {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
