package io.basinwatch.platform.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.basinwatch.platform.domain.Reference.Location;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ContentCacheTest {
  private final ContentCache cache = new ContentCache(10);
  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void equalContentIsReadOnce() {
    // When
    get("a", 4);
    get("a", 4);

    // Then
    assertThat(reads).hasValue(1);
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() {
    // Given
    get("a", 4);
    get("b", 4);
    get("a", 4);

    // When
    get("c", 4);
    get("a", 4);
    get("b", 4);

    // Then
    assertThat(reads).hasValue(4);
    assertThat(cache.heldBytes()).isEqualTo(8);
  }

  @Test
  void whatIsLargerThanTheCacheIsNotKeptAndDrivesNothingOut() {
    // Given
    get("a", 4);

    // When
    get("huge", 11);
    get("a", 4);

    // Then
    assertThat(reads).hasValue(2);
    assertThat(cache.heldBytes()).isEqualTo(4);
  }

  private void get(String digest, long size) {
    cache.get(
        Integer.class, new Reference(new Location.Missing(), size, digest), reads::incrementAndGet);
  }
}
