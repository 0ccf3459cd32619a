package io.basinwatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  private static final Path FUNCTIONS = Path.of("launcher").toAbsolutePath();
  private static final Path LAUNCHER = Path.of("../../basinwatch").toAbsolutePath().normalize();

  @TempDir Path folder;

  private record Result(int code, String out) {}

  /** Runs a script that has the launcher's functions; standard error is part of the output. */
  private Result bash(Map<String, String> environment, String script)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "bash",
                "-c",
                "for f in '%s'/*.sh; do . \"$f\"; done%n".formatted(FUNCTIONS) + script)
            .redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    return run(builder);
  }

  private static Result run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes());
    return new Result(process.waitFor(), out.strip());
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String tool : List.of("java", "javac")) {
      Files.createFile(home.resolve("bin").resolve(tool)).toFile().setExecutable(true);
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws Exception {
    // Given
    Path old = jdk("old", "17.0.2");
    Path recent = jdk("recent", "26.0.1");

    // When
    Result result =
        bash(
            Map.of("JAVA_HOME", old.toString()),
            "BASINWATCH_JDK_FOLDERS=('%s'/*); find_jdk && echo $JAVA_HOME".formatted(folder));

    // Then
    assertThat(result).isEqualTo(new Result(0, recent.toString()));
  }

  @Test
  void javaHomeComesFirst() throws Exception {
    // Given
    jdk("a", "25");
    Path chosen = jdk("b", "25.0.3");

    // When
    Result result =
        bash(
            Map.of("JAVA_HOME", chosen.toString()),
            "BASINWATCH_JDK_FOLDERS=('%s'/*); find_jdk && echo $JAVA_HOME".formatted(folder));

    // Then
    assertThat(result).isEqualTo(new Result(0, chosen.toString()));
  }

  @Test
  void aMissingJdkIsSaidInOneLine() throws Exception {
    // Given
    jdk("old", "17.0.2");

    // When
    Result result =
        bash(
            Map.of(),
            "BASINWATCH_JDK_FOLDERS=('%s'/*); command() { return 1; }; find_jdk".formatted(folder));

    // Then
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).startsWith("error: no JDK 25 found; install one").hasLineCount(1);
  }

  @Test
  void onlyChangedContentsAreBuiltAgain() throws Exception {
    // Given
    Path source = folder.resolve("core/engine/src/main/java/A.java");
    Files.createDirectories(source.getParent());
    for (String part : List.of(".mvn/wrapper", "proto", "services", "trainers/java")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.writeString(folder.resolve("pom.xml"), "<project/>");
    Files.writeString(source, "class A {}");
    String script =
        """
        run_maven() { echo built; }
        build_standalone; echo first
        build_standalone; echo unchanged
        touch -d '2020-01-01' core/engine/src/main/java/A.java
        build_standalone; echo touched
        echo 'class A { }' > core/engine/src/main/java/A.java
        build_standalone; echo changed
        rm core/engine/src/main/java/A.java
        build_standalone; echo removed
        """;

    // When
    Result result =
        bash(Map.of("BASINWATCH_ROOT", folder.toString()), "cd '%s'%n%s".formatted(folder, script));

    // Then
    assertThat(result.out().lines())
        .containsExactly(
            "built", "first", "unchanged", "touched", "built", "changed", "built", "removed");
  }

  @Test
  void aBuildThatFailedIsTriedAgain() throws Exception {
    // Given
    for (String part : List.of(".mvn/wrapper", "proto", "core", "services", "trainers/java")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.writeString(folder.resolve("pom.xml"), "<project/>");

    // When
    Result result =
        bash(
            Map.of("BASINWATCH_ROOT", folder.toString()),
            "run_maven() { echo tried; return 1; }; build_standalone; build_standalone");

    // Then
    assertThat(result).isEqualTo(new Result(1, "tried\ntried"));
  }

  @Test
  void anArchiveThatCannotBeMadeFailsNoBuild() throws Exception {
    // Given
    Files.createFile(folder.resolve("mvnw")).toFile().setExecutable(true);
    Path log = folder.resolve("build.log");

    // When
    Result result =
        bash(
            Map.of(
                "BASINWATCH_ROOT",
                folder.toString(),
                "JAVA_HOME",
                folder.resolve("none").toString()),
            "run_maven '%s'".formatted(log));

    // Then
    assertThat(result.code()).isZero();
    assertThat(result.out()).startsWith("building Basinwatch").hasLineCount(1);
    assertThat(log).content().contains("none/bin/java");
  }

  @Test
  void anotherPlatformIsRefused() throws Exception {
    // Given
    Path uname = folder.resolve("uname");
    Files.writeString(uname, "#!/bin/sh\necho Darwin arm64\n");
    uname.toFile().setExecutable(true);
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "demo");
    builder.environment().merge("PATH", folder + ":", (path, first) -> first + path);

    // When
    Result result = run(builder);

    // Then
    assertThat(result)
        .isEqualTo(
            new Result(2, "error: Basinwatch runs on Linux x86-64 (glibc), not on Darwin arm64"));
  }

  @Test
  void anUnknownCommandIsSaidInOneLine() throws Exception {
    // Given
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "fly");
    builder.directory(folder.toFile());

    // When
    Result result = run(builder);

    // Then
    assertThat(result)
        .isEqualTo(
            new Result(2, "error: unknown command 'fly'; ./basinwatch --help lists the commands"));
  }
}
