package io.basinwatch.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.engine.RandomStream;
import io.basinwatch.engine.graph.Operation.UnaryFunction;
import io.basinwatch.engine.kernels.ElementProgram;
import io.basinwatch.engine.kernels.KernelSpec;
import io.basinwatch.engine.kernels.KernelSpec.Elementwise.Result;
import io.basinwatch.engine.kernels.OffHeap;
import io.basinwatch.engine.kernels.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
  private static final KernelSpec OTHER = new KernelSpec.OneHot(1, 1);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void buffersInUseAtTheSameTimeDoNotOverlap(long seed) {
    // Given
    Drawn program = new Drawn(RandomStream.of(seed, 0), 200);

    // When
    long bytes =
        MemoryPlan.place(program.instructions, List.of(program.input), List.of(program.output));

    // Then
    List<Buffer> buffers = program.buffers;
    List<String> clashes = new ArrayList<>();
    for (int i = 0; i < buffers.size(); i++) {
      Buffer a = buffers.get(i);
      assertThat(a.offset()).isGreaterThanOrEqualTo(0);
      assertThat(a.offset() % OffHeap.ALIGNMENT).isZero();
      assertThat(a.offset() + a.bytes()).isLessThanOrEqualTo(bytes);
      for (Buffer b : buffers.subList(0, i)) {
        if (overlap(a, b) && program.meet(a, b)) {
          clashes.add(i + " and " + buffers.indexOf(b));
        }
      }
    }
    assertThat(clashes).isEmpty();
  }

  @Test
  void aChainNeedsTwoPlaces() {
    // Given
    List<Buffer> buffers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      buffers.add(Buffer.unplaced(1000));
    }
    List<Instruction> chain = new ArrayList<>();
    for (int i = 1; i < 10; i++) {
      chain.add(instruction(OTHER, buffers.get(i - 1), buffers.get(i)));
    }

    // When
    long bytes = MemoryPlan.place(chain, List.of(buffers.getFirst()), List.of(buffers.getLast()));

    // Then
    assertThat(bytes).isEqualTo(2 * 1024);
  }

  @Test
  void elementByElementTheResultTakesItsOperandsPlace() {
    // Given
    Buffer first = Buffer.unplaced(1000);
    Buffer second = Buffer.unplaced(1000);
    Buffer third = Buffer.unplaced(1000);
    List<Instruction> chain =
        List.of(
            instruction(elementwise(View.whole(250)), first, second),
            instruction(elementwise(new View(List.of(250), List.of(0), 0)), second, third));

    // When
    MemoryPlan.place(chain, List.of(first), List.of(third));

    // Then
    assertThat(second.offset()).isEqualTo(first.offset());
    assertThat(third.offset()).isNotEqualTo(second.offset());
  }

  @Test
  void ofSeveralResultsOnlyTheLastOneTakesIt() {
    for (int firstWritten : new int[] {1, 2}) {
      // Given
      Buffer operand = Buffer.unplaced(1000);
      List<Buffer> results = List.of(Buffer.unplaced(1000), Buffer.unplaced(1000));
      ElementProgram.Instruction exp = new ElementProgram.Instruction.Unary(UnaryFunction.EXP, 0);
      KernelSpec spec =
          new KernelSpec.Elementwise(
              250,
              List.of(View.whole(250)),
              new ElementProgram(1, List.of(exp, exp)),
              250,
              List.of(
                  new Result(firstWritten, Result.Form.ALL),
                  new Result(3 - firstWritten, Result.Form.ALL)));

      // When
      MemoryPlan.place(
          List.of(new Instruction(spec, List.of(operand), results)), List.of(operand), results);

      // Then
      assertThat(results.getFirst().offset() == operand.offset()).isEqualTo(firstWritten == 2);
      assertThat(results.getLast().offset()).isNotEqualTo(operand.offset());
    }
  }

  private static boolean overlap(Buffer a, Buffer b) {
    return a.offset() < b.offset() + b.bytes() && b.offset() < a.offset() + a.bytes();
  }

  private static Instruction instruction(KernelSpec spec, Buffer from, Buffer to) {
    return new Instruction(spec, List.of(from), List.of(to));
  }

  private static KernelSpec elementwise(View... views) {
    ElementProgram program =
        new ElementProgram(
            views.length, List.of(new ElementProgram.Instruction.Unary(UnaryFunction.EXP, 0)));
    return new KernelSpec.Elementwise(views[0].elements(), List.of(views), program);
  }

  /** A random program in which each instruction reads one or two earlier buffers. */
  private static final class Drawn {
    private final Buffer input = Buffer.unplaced(512);
    private final List<Buffer> buffers = new ArrayList<>(List.of(input));
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Buffer, Integer> first = new IdentityHashMap<>();
    private final Map<Buffer, Integer> last = new IdentityHashMap<>();
    private final Buffer output;

    Drawn(RandomStream random, int count) {
      first.put(input, -1);
      last.put(input, -1);
      for (int i = 0; i < count; i++) {
        List<Buffer> operands = new ArrayList<>();
        for (int k = 0; k <= random.nextInt(2); k++) {
          int recent = Math.min(buffers.size(), 8);
          operands.add(buffers.get(buffers.size() - 1 - random.nextInt(recent)));
        }
        Buffer made = Buffer.unplaced(64 * (1 + random.nextInt(6)) - random.nextInt(60));
        KernelSpec spec = random.nextInt(2) == 0 ? OTHER : elementwise(views(operands));
        instructions.add(new Instruction(spec, operands, List.of(made)));
        buffers.add(made);
        first.put(made, i);
        last.put(made, i);
        operands.forEach(operand -> last.put(operand, instructions.size() - 1));
      }
      output = buffers.get(count / 2);
      last.put(output, count);
    }

    private static View[] views(List<Buffer> operands) {
      return Collections.nCopies(operands.size(), View.whole(16)).toArray(View[]::new);
    }

    /** Whether both hold numbers at one time; one may end where the other is computed in place. */
    boolean meet(Buffer a, Buffer b) {
      Buffer earlier = first.get(a) < first.get(b) ? a : b;
      Buffer later = earlier == a ? b : a;
      int begin = first.get(later);
      boolean inPlace = instructions.get(begin).spec().inPlace();
      boolean read = instructions.get(begin).inputs().contains(earlier);
      return last.get(earlier) > begin || last.get(earlier) == begin && !(inPlace && read);
    }
  }
}
