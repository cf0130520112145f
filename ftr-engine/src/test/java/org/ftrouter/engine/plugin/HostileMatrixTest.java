// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.engine.plugin;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ftrouter.api.notify.Notifier;
import org.ftrouter.api.notify.NotifierFactory;
import org.ftrouter.api.probe.BlockingProbe;
import org.ftrouter.api.probe.Probe;
import org.ftrouter.api.probe.ProbeFactory;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the hostile plugins misbehave in every callback that there is, also in those that will come. */
class HostileMatrixTest {
    private static final List<Class<?>> SPI = List.of(
            ProbeFactory.class,
            Probe.class,
            BlockingProbe.class,
            NotifierFactory.class,
            Notifier.class,
            RouteBackendFactory.class,
            RouteBackend.class);

    private static final List<Class<?>> TESTS =
            List.of(HostilePluginTest.class, HostileNotifierTest.class, HostileBackendTest.class);

    /** Under which word {@link Hostile} plays a callback. */
    private static final Map<String, String> PLACES = Map.ofEntries(
            entry("ProbeFactory.type", "type"),
            entry("ProbeFactory.create", "create"),
            entry("Probe.probe", "probe"),
            entry("Probe.asks", "asks"),
            entry("Probe.bytes", "bytes"),
            entry("Probe.local", "local"),
            entry("Probe.close", "close"),
            entry("BlockingProbe.probe", "block"),
            entry("BlockingProbe.asks", "block.asks"),
            entry("BlockingProbe.bytes", "block.bytes"),
            entry("BlockingProbe.local", "block.local"),
            entry("NotifierFactory.type", "notify.type"),
            entry("NotifierFactory.create", "notify.create"),
            entry("Notifier.start", "start"),
            entry("Notifier.send", "send"),
            entry("Notifier.test", "test"),
            entry("Notifier.forPeople", "people"),
            entry("Notifier.minSeverity", "least"),
            entry("Notifier.repeatEvery", "repeat"),
            entry("Notifier.gatherFor", "gather"),
            entry("Notifier.close", "close"),
            entry("RouteBackendFactory.type", "route.type"),
            entry("RouteBackendFactory.create", "route.create"),
            entry("RouteBackendFactory.tellsApart", "apart"),
            entry("RouteBackend.apply", "apply"),
            entry("RouteBackend.repaired", "repaired"),
            entry("RouteBackend.render", "render"),
            entry("RouteBackend.check", "check"),
            entry("RouteBackend.leftover", "leftover"),
            entry("RouteBackend.remove", "remove"),
            entry("RouteBackend.watch", "watch"),
            entry("RouteBackend.close", "close"));

    @Test
    void everyCallbackHasAPlaceWhereAHostilePluginMisbehaves() {
        assertThat(callbacks(method -> true)).isEqualTo(PLACES.keySet());
    }

    @Test
    void atEachPlaceItBreaksAndAtEachItNeverReturnsAndWhereItMustSayAnythingItLies() {
        Set<String> played = TESTS.stream()
                .flatMap(test -> Stream.of(test.getDeclaredMethods()))
                .flatMap(method -> Optional.ofNullable(method.getAnnotation(CsvSource.class)).stream())
                .flatMap(source -> Stream.of(source.value()))
                .collect(Collectors.toSet());

        assertThat(PLACES.values()).allSatisfy(place -> {
            assertThat(played).containsAnyOf(place + ", throw", place + ", error");
            assertThat(played).containsAnyOf(place + ", hang", place + ", spin");
        });
        assertThat(callbacks(method -> !method.getReturnType().isPrimitive()))
                .allSatisfy(callback -> assertThat(played).contains(PLACES.get(callback) + ", lie"));
    }

    private static Set<String> callbacks(Predicate<Method> which) {
        return SPI.stream()
                .flatMap(spi -> Stream.of(spi.getMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers()))
                        .filter(which)
                        .map(method -> spi.getSimpleName() + "." + method.getName()))
                .collect(Collectors.toSet());
    }
}
