// SPDX-License-Identifier: GPL-2.0-or-later
package org.ftrouter.api.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ftrouter.api.testkit.PrivateNetwork.sh;

import java.nio.file.Path;
import java.util.List;
import org.ftrouter.api.Family;
import org.ftrouter.api.Settings;
import org.ftrouter.api.Uplink;
import org.ftrouter.api.route.RouteBackend;
import org.ftrouter.api.route.RouteBackendFactory;
import org.ftrouter.api.route.RoutePlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every route backend keeps to. Extend it in a class named {@code ...XIT} and give the factory; each test runs
 * in a network namespace of its own with the cables of {@link TestUplinks} 1 to 3. Root or a user namespace is needed as
 * for {@link ProbeContract}.
 */
public abstract class RouteBackendContract {
    private static final List<Uplink> UPLINKS =
            List.of(TestUplinks.uplink(1), TestUplinks.uplink(2), TestUplinks.uplink(3, Family.IPV4));

    @TempDir
    Path stateFolder;

    /** The backend's factory. */
    protected abstract RouteBackendFactory factory();

    /** What the configuration says to it. */
    protected Settings settings() {
        return TestSettings.of();
    }

    /** All of the kernel that the backend may change, as text; rules, routes and sysctls unless overridden. */
    protected String state() {
        return sh(
                "ip rule",
                "ip -6 rule",
                "ip route show table all",
                "ip -6 route show table all",
                "sysctl -a 2>/dev/null | grep -E '^net.ipv[46].(conf|ip_forward|fib_multipath)' | grep -v stable_secret");
    }

    private RouteBackend backend() {
        return factory().create(settings(), new TestContext(stateFolder));
    }

    private static RoutePlan some() {
        return TestUplinks.plan(UPLINKS, 0, 1);
    }

    private static RoutePlan others() {
        return TestUplinks.plan(UPLINKS.subList(1, 3), 0);
    }

    private static void inNetwork(PrivateNetwork.Body body) throws Exception {
        PrivateNetwork.run(() -> {
            for (int i = 1; i <= UPLINKS.size(); i++) {
                TestUplinks.plug(i);
            }
            body.run();
        });
    }

    @Test
    void theTypeIsAWordOfLowerCaseLettersAndDigits() {
        assertThat(factory().type()).matches("[a-z][a-z0-9]*");
    }

    @Test
    void creatingAndRenderingChangeNothing() throws Exception {
        inNetwork(() -> {
            String before = state();

            try (RouteBackend backend = backend()) {
                assertThat(backend.render(some())).isNotBlank();
            }

            assertThat(state()).isEqualTo(before);
        });
    }

    @Test
    void renderingTheSamePlanGivesTheSameText() throws Exception {
        try (RouteBackend backend = backend();
                RouteBackend another = backend()) {
            String text = backend.render(some());

            assertThat(backend.render(some())).isEqualTo(text);
            assertThat(another.render(some())).isEqualTo(text);
            assertThat(backend.render(others())).isNotEqualTo(text);
        }
    }

    @Test
    void applyingTwiceIsApplyingOnce() throws Exception {
        inNetwork(() -> {
            try (RouteBackend backend = backend()) {
                backend.apply(some());
                String once = state();
                backend.apply(some());

                assertThat(state()).isEqualTo(once);
                assertThat(backend.repaired()).as("nobody damaged anything").isEmpty();
            }
        });
    }

    @Test
    void aLaterRunAdoptsWhatAnEarlierOneLeft() throws Exception {
        inNetwork(() -> {
            try (RouteBackend earlier = backend()) {
                earlier.apply(some());
            }
            String left = state();
            try (RouteBackend later = backend()) {
                later.apply(some());
            }

            assertThat(state()).isEqualTo(left);
        });
    }

    @Test
    void whatAPlanLeavesDoesNotDependOnThePlansBefore() throws Exception {
        inNetwork(() -> {
            try (RouteBackend backend = backend()) {
                backend.apply(others());
                String direct = state();
                backend.apply(some());
                backend.apply(others());

                assertThat(state()).isEqualTo(direct);
            }
        });
    }

    @Test
    void closingLeavesTheKernelAsItIs() throws Exception {
        inNetwork(() -> {
            RouteBackend backend = backend();
            backend.apply(some());
            String applied = state();

            backend.close();

            assertThat(state()).isEqualTo(applied);
        });
    }

    @Test
    void removingLeavesWhatWasThereBefore() throws Exception {
        inNetwork(() -> {
            String before = state();
            try (RouteBackend earlier = backend()) {
                earlier.apply(some());
                earlier.apply(others());
            }
            try (RouteBackend later = backend()) {
                later.remove();
                assertThat(state()).isEqualTo(before);
                later.remove();
                assertThat(state()).isEqualTo(before);
            }
        });
    }

    @Test
    void afterRemovalAPlanCanBeAppliedAgain() throws Exception {
        inNetwork(() -> {
            try (RouteBackend backend = backend()) {
                backend.apply(some());
                String applied = state();
                backend.remove();
                backend.apply(some());

                assertThat(state()).isEqualTo(applied);
            }
        });
    }
}
