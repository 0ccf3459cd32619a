package io.basinwatch.topics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing, so that none is made with a broker's default policy. */
public final class TopicProvisioner {
  private TopicProvisioner() {}

  /**
   * Leaves topics that exist as they are. Safe to run from several processes at once.
   *
   * @param settings of a Kafka client, {@code bootstrap.servers} among them
   */
  public static void createMissing(Map<String, Object> settings)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(settings)) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          Topics.all().stream().filter(topic -> !existing.contains(topic.name())).toList();
      for (Future<Void> creation : admin.createTopics(missing).values().values()) {
        awaitCreated(creation);
      }
    }
  }

  private static void awaitCreated(Future<Void> creation)
      throws ExecutionException, InterruptedException {
    try {
      creation.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }
}
