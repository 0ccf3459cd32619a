package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void lineBreaksBecomeSpaces() {
    assertThat(OneLine.of(" a\r\n  b\n\nc ")).isEqualTo("a b c");
  }

  @Test
  void anExceptionWithoutAMessageGoesByItsName() {
    assertThat(OneLine.of(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void whatIsVeryLongIsCut() {
    assertThat(OneLine.of("x".repeat(5000))).hasSize(1000).endsWith("...");
  }
}
