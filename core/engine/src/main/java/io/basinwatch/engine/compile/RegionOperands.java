package io.basinwatch.engine.compile;

import io.basinwatch.engine.kernels.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The operands that lie in one region, and where it begins. */
final class RegionOperands {
  private final Operand[] operands;
  private final long[] offsets;
  private long base = -1;

  RegionOperands(Buffer.Region region, Map<Buffer, Operand> all) {
    List<Map.Entry<Buffer, Operand>> own = new ArrayList<>(all.entrySet());
    own.removeIf(entry -> entry.getKey().region() != region);
    operands = own.stream().map(Map.Entry::getValue).toArray(Operand[]::new);
    offsets = own.stream().mapToLong(entry -> entry.getKey().offset()).toArray();
  }

  void bind(long address) {
    if (address != base) {
      base = address;
      for (int i = 0; i < operands.length; i++) {
        operands[i].bind(address + offsets[i]);
      }
    }
  }
}
