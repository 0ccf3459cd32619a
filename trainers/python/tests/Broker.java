import io.basinwatch.broker.EmbeddedBroker;
import java.nio.file.Path;

/** Runs the embedded broker for the Python tests until standard input ends. */
class Broker {
  public static void main(String[] args) throws Exception {
    try (var broker = EmbeddedBroker.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
      System.out.println("ready " + broker.bootstrapServers());
      System.in.readAllBytes();
    }
  }
}
