package io.basinwatch.platform.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.basinwatch.engine.InvalidInputException;
import io.basinwatch.platform.domain.Reference;
import io.basinwatch.platform.domain.Reference.Location;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimChecksTest {
  private final ClaimChecks claimChecks =
      new ClaimChecks(List.of(new FileStore(Path.of("store"))), 100);

  @Test
  void aClaimOfGigabytesIsRefusedBeforeAnythingIsRead() {
    // Given
    Reference huge = new Reference(new Location.Stored("file:///x"), 1L << 40, "00");

    // When, Then
    refused(huge, "weights: the reference claims 1099511627776 bytes; at most 100 are read");
  }

  @Test
  void aSizeThatIsNegativeIsRefused() {
    refused(
        new Reference(new Location.Inline(new byte[0]), -1, ""),
        "weights: the reference claims -1 bytes; at most 100 are read");
  }

  @Test
  void anotherDigestIsRefused() {
    refused(
        new Reference(new Location.Inline(new byte[0]), 0, "abcd"),
        "weights: SHA-256 is e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            + " where its reference says abcd");
  }

  @Test
  void whatIsNoUriOrHasNoStoreIsRefused() {
    refused(new Reference(new Location.Stored("a b"), 1, ""), "weights: 'a b' is not a URI");
    refused(
        new Reference(new Location.Stored("relative/path"), 1, ""),
        "weights: no store for relative/path; there is one for file");
  }

  private void refused(Reference reference, String message) {
    assertThatThrownBy(() -> claimChecks.redeem("weights", reference))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }
}
