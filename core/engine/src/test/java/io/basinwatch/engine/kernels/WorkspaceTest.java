package io.basinwatch.engine.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory off the heap, small, and so large that large pages are asked for. */
class WorkspaceTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 4097, (8L << 20) - 1, (8L << 20) + 4097})
  void itIsAlignedAndCanBeWrittenToItsEnd(long bytes) {
    try (Workspace workspace = new Workspace()) {
      // When
      workspace.reserve(bytes);
      OffHeap.ALL.set(ValueLayout.JAVA_BYTE, workspace.address(), (byte) 1);
      OffHeap.ALL.set(ValueLayout.JAVA_BYTE, workspace.address() + bytes - 1, (byte) 2);

      // Then
      assertThat(workspace.address() % OffHeap.ALIGNMENT).isZero();
      assertThat(OffHeap.ALL.get(ValueLayout.JAVA_BYTE, workspace.address() + bytes - 1))
          .isEqualTo((byte) 2);
    }
  }

  @Test
  void itGrowsAndNeverShrinks() {
    try (Workspace workspace = new Workspace()) {
      // Given
      workspace.reserve(100);
      long before = workspace.address();

      // When // Then
      workspace.reserve(10);
      assertThat(workspace.address()).isEqualTo(before);
    }
  }

  @Test
  void itTellsTheLargestNeedSinceTheLastQuestion() {
    try (Workspace workspace = new Workspace()) {
      // Given
      workspace.reserve(100);
      workspace.largestNeed();

      // When
      workspace.reserve(10);
      workspace.reserve(30);
      workspace.reserve(20);

      // Then
      assertThat(workspace.largestNeed()).isEqualTo(30);
      assertThat(workspace.largestNeed()).isZero();
    }
  }

  @Test
  void memoryThatIsNotThereIsTheInputsFault() {
    try (Workspace workspace = new Workspace()) {
      assertThatThrownBy(() -> workspace.reserve(1L << 60))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("model: 1152921504606846976 bytes of working memory are more than there are");
      assertThatThrownBy(() -> OffHeap.zeros(1L << 60))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "checkpoint: 1152921504606846976 bytes for a vector of parameters are more than there"
                  + " are");
    }
  }

  @Test
  void itStaysAsItIsWhereItCannotGrow() {
    try (Workspace workspace = new Workspace();
        Workspace other = new Workspace()) {
      // Given
      workspace.reserve(100);
      long before = workspace.address();

      // When
      assertThatThrownBy(() -> workspace.reserve(1L << 60))
          .isInstanceOf(InvalidInputException.class);
      other.reserve(100);

      // Then
      assertThat(workspace.address()).isEqualTo(before);
      assertThat(other.address()).isNotEqualTo(before);
    }
  }

  @Test
  void aClosedOneHasNoAddress() {
    // Given
    Workspace workspace = new Workspace();
    workspace.reserve(100);

    // When
    workspace.close();

    // Then
    assertThat(workspace.address()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, 9L << 20})
  void aVectorIsZeroFromBeginToEnd(long bytes) {
    assertThat(OffHeap.zeros(bytes).toArray(ValueLayout.JAVA_BYTE))
        .hasSize((int) bytes)
        .containsOnly(new byte[bytes == 0 ? 0 : 1]);
  }

  /** Of memory that is never written to, which Linux does not give before. */
  @Test
  void vectorsThatNobodyHoldsAreFreedWithoutAnyNeedOfTheHeap() {
    // Given
    long bytes = OffHeap.COLLECTED / 8;
    WeakReference<MemorySegment> first = new WeakReference<>(OffHeap.zeros(bytes));

    // When
    for (int i = 0; i < 20; i++) {
      OffHeap.zeros(bytes);
    }

    // Then
    assertThat(first.get()).isNull();
  }

  /** Which glibc gives back: a mapping's first page begins with two words of glibc's own. */
  @Test
  void largeVectorsAreMappingsOfTheirOwnAlsoWhereSomeWereFreed() throws InterruptedException {
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 8; i++) {
        assertThat(OffHeap.zeros(4L << 20).address() % 4096).isEqualTo(OffHeap.ALIGNMENT);
      }
      System.gc();
      Thread.sleep(50); // whoever frees them has a chance; passes in any case
    }
  }
}
