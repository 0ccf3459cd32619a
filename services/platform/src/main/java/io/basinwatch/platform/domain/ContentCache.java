package io.basinwatch.platform.domain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Parsed files by the digest of their content: models and probes, which every checkpoint of a run
 * shares. The least recently used go when the files together exceed a size. Safe for concurrent
 * use.
 */
public final class ContentCache {

  private record Entry(Object parsed, long sizeBytes) {}

  private final long capacityBytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long heldBytes;

  public ContentCache(long capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /**
   * The parsed file; read and parsed where it is not held. A file above the capacity is not kept.
   */
  public <T> T get(Class<T> type, Reference reference, Supplier<T> read) {
    String key = type.getName() + reference.sha256();
    synchronized (this) {
      Entry held = entries.get(key);
      if (held != null) {
        return type.cast(held.parsed());
      }
    }
    T parsed = read.get();
    keep(key, new Entry(parsed, reference.sizeBytes()));
    return parsed;
  }

  synchronized long heldBytes() {
    return heldBytes;
  }

  private synchronized void keep(String key, Entry entry) {
    if (entry.sizeBytes() > capacityBytes) {
      return;
    }
    Entry former = entries.put(key, entry);
    heldBytes += entry.sizeBytes() - (former == null ? 0 : former.sizeBytes());
    var eldest = entries.entrySet().iterator();
    while (heldBytes > capacityBytes && eldest.hasNext()) {
      heldBytes -= eldest.next().getValue().sizeBytes();
      eldest.remove();
    }
  }
}
