package io.basinwatch.platform.messaging;

import io.basinwatch.topics.TopicProvisioner;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Creates missing topics before any channel opens, so that none gets a broker's default policy. */
@ApplicationScoped
class TopicCreation {
  private final Map<String, Object> kafka;
  private final boolean enabled;

  TopicCreation(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      @ConfigProperty(name = "basinwatch.topics.create", defaultValue = "true") boolean enabled) {
    this.kafka = kafka;
    this.enabled = enabled;
  }

  void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
      throws ExecutionException, InterruptedException {
    if (enabled) {
      TopicProvisioner.createMissing(KafkaSettings.client(kafka));
    }
  }
}
