package io.basinwatch.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.basinwatch.engine.LossFunctions;
import io.basinwatch.engine.Model;
import org.junit.jupiter.api.Test;

/** What may know what: the directions of docs/architecture.md. */
class DirectionsTest {
  private static final String ENGINE = "io.basinwatch.engine..";
  private static final String STATISTICS = "io.basinwatch.statistics..";
  private static final String[] SERVICES = {
    "io.basinwatch.platform..",
    "io.basinwatch.losses..",
    "io.basinwatch.sharpness..",
    "io.basinwatch.llc..",
    "io.basinwatch.margins..",
    "io.basinwatch.tracker..",
    "io.basinwatch.console.."
  };

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.basinwatch");

  @Test
  void coreIsPlainJava() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE, STATISTICS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.quarkus..",
            "io.smallrye..",
            "io.micrometer..",
            "org.apache.kafka..",
            "org.eclipse.microprofile..",
            "jakarta..",
            "com.google.protobuf..",
            "io.basinwatch.v1..")
        .check(CLASSES);
  }

  @Test
  void coreKnowsNothingOfServices() {
    classes()
        .that()
        .resideInAnyPackage(ENGINE, STATISTICS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(ENGINE, STATISTICS)
                .or(describe("not ours", type -> !type.getName().startsWith("io.basinwatch."))))
        .check(CLASSES);
  }

  @Test
  void engineKnowsNothingOfStatistics() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(STATISTICS)
        .check(CLASSES);
  }

  @Test
  void statisticsSeeTheLossFunctionAndNoKernel() {
    DescribedPredicate<JavaClass> insides =
        resideInAPackage(ENGINE)
            .and(DescribedPredicate.not(resideInAPackage("io.basinwatch.engine")));
    noClasses()
        .that()
        .resideInAPackage(STATISTICS)
        .should()
        .dependOnClassesThat(insides)
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Model.class, LossFunctions.class)
        .check(CLASSES);
  }

  @Test
  void oneEnginePackageSeesTheVectorApi() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.basinwatch.engine.kernels.cpu")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(CLASSES);
  }

  @Test
  void onlyMessagingSeesEventsAndChannels() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVICES)
        .and()
        .resideOutsideOfPackage("..messaging..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.basinwatch.v1..",
            "com.google.protobuf..",
            "io.smallrye.reactive.messaging..",
            "org.eclipse.microprofile.reactive.messaging..",
            "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void onlyMetricsSeesMicrometer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..metrics..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(CLASSES);
  }

  @Test
  void domainIsFreeOfFrameworks() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVICES)
        .and()
        .resideInAPackage("..domain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta.ws..", "org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void servicesDoNotKnowEachOther() {
    slices()
        .matching("io.basinwatch.(losses|sharpness|llc|margins|tracker|console|standalone)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            resideInAPackage("io.basinwatch.standalone.."), DescribedPredicate.alwaysTrue())
        .check(CLASSES);
  }
}
