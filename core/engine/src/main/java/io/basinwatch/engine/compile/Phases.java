package io.basinwatch.engine.compile;

import io.basinwatch.engine.compile.Buffer.Region;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Divides a program into what the point alone determines, which comes first, and the rest: what
 * depends on a direction. A program that only gives results writes them in the rest, even those
 * that do not depend on it.
 */
final class Phases {
  private final List<Instruction> point = new ArrayList<>();
  private final List<Instruction> direction = new ArrayList<>();
  private final List<Buffer> kept;

  /**
   * @param onlyResults whether nothing but the result vector is asked for
   * @param written what is there before the first instruction
   */
  Phases(List<Instruction> instructions, boolean onlyResults, Collection<Buffer> written) {
    Set<Buffer> moving = identitySet();
    for (Instruction instruction : instructions) {
      boolean moves =
          reads(instruction, Region.DIRECTION)
              || instruction.inputs().stream().map(Buffer::whole).anyMatch(moving::contains)
              || onlyResults && writesResult(instruction);
      (moves ? direction : point).add(instruction);
      if (moves) {
        instruction.outputs().forEach(buffer -> moving.add(buffer.whole()));
      }
    }
    this.kept = kept(written);
  }

  private static boolean reads(Instruction instruction, Region region) {
    return instruction.inputs().stream().anyMatch(buffer -> buffer.region() == region);
  }

  /** The result vector is another one for each product. */
  private static boolean writesResult(Instruction instruction) {
    return instruction.outputs().stream().anyMatch(buffer -> buffer.region() == Region.RESULT);
  }

  private List<Buffer> kept(Collection<Buffer> written) {
    Set<Buffer> used = identitySet();
    direction.forEach(i -> i.inputs().forEach(buffer -> used.add(buffer.whole())));
    direction.forEach(i -> i.outputs().forEach(buffer -> used.add(buffer.whole())));
    Set<Buffer> seen = identitySet();
    return Stream.concat(written.stream(), point.stream().flatMap(i -> i.outputs().stream()))
        .map(Buffer::whole)
        .filter(buffer -> buffer.region() == Region.ARENA && used.contains(buffer))
        .filter(seen::add)
        .toList();
  }

  private static Set<Buffer> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** What the point alone determines. */
  List<Instruction> point() {
    return point;
  }

  /** The rest. */
  List<Instruction> direction() {
    return direction;
  }

  /** What the first phase leaves for the second. */
  List<Buffer> kept() {
    return kept;
  }
}
