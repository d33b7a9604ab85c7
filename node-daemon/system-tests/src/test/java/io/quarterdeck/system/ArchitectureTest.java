package io.quarterdeck.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arrows between the parts, and the rule that a decision does no I/O. */
final class ArchitectureTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.quarterdeck");

    private static final List<String> OPERATORS = List.of(
            "deployment",
            "replicaset",
            "scheduler",
            "endpoints",
            "namespace",
            "nodelifecycle",
            "serviceaccount",
            "garbagecollector",
            "clusterroleaggregation",
            "resourcequota",
            "storageprotection");

    @Test
    void theModelDependsOnNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("io.quarterdeck.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarterdeck.store..",
                        "io.quarterdeck.machinery..",
                        "io.quarterdeck.apiserver..",
                        "io.quarterdeck.control..",
                        "io.quarterdeck.node..",
                        "io.quarterdeck.standalone..")
                .check(OURS);
    }

    @Test
    void theMachineryKnowsNoHttpServerAndNoOperator() {
        noClasses()
                .that()
                .resideInAPackage("io.quarterdeck.machinery..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..",
                        "io.netty..",
                        "io.quarkus..",
                        "io.quarterdeck.apiserver..",
                        "io.quarterdeck.control..")
                .check(OURS);
    }

    @Test
    void operatorsMeetInTheStoreAndNowhereElse() {
        for (String operator : OPERATORS) {
            String[] others = OPERATORS.stream()
                    .filter(other -> !other.equals(operator))
                    .map(ArchitectureTest::packages)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(packages(operator))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(OURS);
        }
    }

    private static String packages(String operator) {
        return "io.quarterdeck." + operator + "..";
    }

    @Test
    void aPlannerTouchesNoInputAndNoOutput() {
        classes()
                .that()
                .haveSimpleNameEndingWith("Planner")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "io.vertx..",
                        "io.netty..",
                        "io.grpc..")
                .check(OURS);
    }
}
