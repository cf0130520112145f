// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.dist;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows: {@code dist -> engine -> api <- plugins}, and no way out of the pure stages. */
class ArchitectureTest {
    private static final String[] API = {"org.ftrouter.api..", "org.ftrouter.linux.."};
    private static final String[] PLUGINS = {"org.ftrouter.probe..", "org.ftrouter.route..", "org.ftrouter.notify.."};
    private static final String ENGINE = "org.ftrouter.engine..";
    private static final String DIST = "org.ftrouter.dist..";
    private static final String[] PURE = {"org.ftrouter.engine.cycle.verdict..", "org.ftrouter.engine.cycle.plan.."};

    private static JavaClasses ours;

    @BeforeAll
    static void importClasses() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar")) // another module's
                .importPackages("org.ftrouter");
    }

    @Test
    void theApiSeesNeitherEngineNorPluginsNorDistribution() {
        noClasses()
                .that()
                .resideInAnyPackage(API)
                .should()
                .dependOnClassesThat(resideInAnyPackage(PLUGINS).or(resideInAnyPackage(ENGINE, DIST)))
                .check(ours);
    }

    @Test
    void theEngineNamesNoPluginAndNoDistribution() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(PLUGINS).or(resideInAPackage(DIST)))
                .check(ours);
    }

    @Test
    void aPluginSeesNeitherEngineNorDistribution() {
        noClasses()
                .that()
                .resideInAnyPackage(PLUGINS)
                .should()
                .dependOnClassesThat(resideInAnyPackage(ENGINE, DIST))
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void aPluginSeesNoOtherPlugin() {
        for (String kind : new String[] {"probe", "route", "notify"}) {
            slices().matching("org.ftrouter." + kind + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true)
                    .check(ours);
            noClasses()
                    .that()
                    .resideInAPackage("org.ftrouter." + kind + "..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(PLUGINS)
                            .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                    resideInAPackage("org.ftrouter." + kind + ".."))))
                    .allowEmptyShould(true)
                    .check(ours);
        }
    }

    @Test
    void theDistributionNamesNoPlugin() {
        noClasses()
                .that()
                .resideInAPackage(DIST)
                .should()
                .dependOnClassesThat(resideInAnyPackage(PLUGINS))
                .check(ours);
    }

    @Test
    void verdictAndPlanSeeNoInputOutputClockThreadOrLog() {
        classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "org.ftrouter.api..",
                                "org.ftrouter.engine.cycle..",
                                "org.ftrouter.engine.config..",
                                "java.lang..",
                                "java.util",
                                "java.util.function..",
                                "java.util.stream..",
                                "java.time..",
                                "java.math..",
                                "org.jspecify..")
                        .or(com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo(
                                java.net.InetAddress.class)))
                .allowEmptyShould(true)
                .check(ours);
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .allowEmptyShould(true)
                .check(ours);
    }

    @Test
    void onlyTheDistributionSeesLog4jsCoreAndTheCommandLineParser() {
        noClasses()
                .that()
                .resideOutsideOfPackage(DIST)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.logging.log4j.core..", "picocli.."))
                .check(ours);
    }
}
